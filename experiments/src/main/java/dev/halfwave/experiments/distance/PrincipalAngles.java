package dev.halfwave.experiments.distance;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/// By what angles the most important directions of a weight have turned: the principal angles between the subspaces
/// that its first r singular vectors span before and after.
///
/// With orthonormal bases Q₀ and Q of the two subspaces, the cosines of the angles are the singular values of Q₀ᵀQ.
/// Rounding makes an arc cosine blind to angles below 10⁻⁸; where the angle is below 45° it is therefore taken from
/// its sine, a singular value of `Q − Q₀Q₀ᵀQ` (Björck and Golub, 1973, doi:10.1090/S0025-5718-1973-0348991-3).
///
/// Kernels are taken as matrices with a row for each filter, as in [SingularValues]. A subspace is determined only
/// where the r-th singular value is larger than the next: else any vector between them is as good.
public final class PrincipalAngles {

    private PrincipalAngles() {}

    /// Between the subspaces of the input that the weight answers to most: the right singular vectors, which for a
    /// convolution are directions of windows (C_in/groups · K).
    ///
    /// @param before the earlier weight, with at least two axes
    /// @param after the later one, of the same shape
    /// @param r the dimension of the subspaces
    /// @return radians from 0 to π/2, smallest first; as many as r, or fewer where one of the weights has a lower rank
    /// @throws ShapeMismatchException if the shapes differ or have fewer axes
    /// @throws IllegalArgumentException if r is not in 1..the smaller side of the matrix, or an element is not finite
    public static double[] ofInputs(Tensor before, Tensor after, int r) {
        return between("PrincipalAngles.ofInputs", before, after, r, false);
    }

    /// Between the subspaces of the output in which the weight answers most: the left singular vectors, which are
    /// directions of output channels.
    ///
    /// @param before the earlier weight, with at least two axes
    /// @param after the later one, of the same shape
    /// @param r the dimension of the subspaces
    /// @return radians from 0 to π/2, smallest first; as many as r, or fewer where one of the weights has a lower rank
    /// @throws ShapeMismatchException if the shapes differ or have fewer axes
    /// @throws IllegalArgumentException if r is not in 1..the smaller side of the matrix, or an element is not finite
    public static double[] ofOutputs(Tensor before, Tensor after, int r) {
        return between("PrincipalAngles.ofOutputs", before, after, r, true);
    }

    private static double[] between(String operation, Tensor before, Tensor after, int r, boolean outputs) {
        Displacement.requireSameShape(operation, before, after);
        DMatrixRMaj first = Matrices.of(operation, before);
        DMatrixRMaj second = Matrices.of(operation, after);
        int most = Math.min(first.numRows, first.numCols);
        if (r < 1 || r > most) {
            throw new IllegalArgumentException(
                    operation + ": r must be in 1.." + most + " for a weight " + before.shape() + ", but is " + r);
        }
        DMatrixRMaj q0 = basis(first, r, outputs);
        DMatrixRMaj q = basis(second, r, outputs);
        int count = Math.min(q0.numCols, q.numCols);
        if (count == 0) {
            return new double[0];
        }
        return angles(q0, q, count);
    }

    /// The first r singular vectors as columns, without those of values that are 0 but for rounding.
    private static DMatrixRMaj basis(DMatrixRMaj matrix, int r, boolean outputs) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = Matrices.decompose(matrix, true);
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        double[] values = svd.getSingularValues();
        int count = svd.numberOfSingularValues();
        SingularOps_DDRM.descendingOrder(u, false, values, count, v, false);
        double smallest = values[0] * Math.max(matrix.numRows, matrix.numCols) * Math.ulp(1.0);
        int rank = 0;
        while (rank < Math.min(r, count) && values[rank] > smallest) {
            rank++;
        }
        DMatrixRMaj vectors = outputs ? u : v;
        if (rank == 0) {
            return new DMatrixRMaj(vectors.numRows, 0);
        }
        return CommonOps_DDRM.extract(vectors, 0, vectors.numRows, 0, rank);
    }

    private static double[] angles(DMatrixRMaj q0, DMatrixRMaj q, int count) {
        // The smaller subspace is projected: its sines are then those of its own angles.
        DMatrixRMaj onto = q.numCols <= q0.numCols ? q0 : q;
        DMatrixRMaj projected = q.numCols <= q0.numCols ? q : q0;
        DMatrixRMaj products = new DMatrixRMaj(onto.numCols, projected.numCols);
        CommonOps_DDRM.multTransA(onto, projected, products);
        DMatrixRMaj rest = projected.copy();
        CommonOps_DDRM.multAdd(-1, onto, products, rest);
        double[] cosines = Matrices.singularValues(products); // largest first: smallest angle first
        double[] sines = Matrices.singularValues(rest);
        double[] angles = new double[count];
        for (int i = 0; i < count; i++) {
            double sine = sines[sines.length - 1 - i];
            angles[i] = cosines[i] * cosines[i] > 0.5
                    ? StrictMath.asin(Math.min(sine, 1))
                    : StrictMath.acos(Math.min(cosines[i], 1));
        }
        Arrays.sort(angles); // at 45° rounding may exchange neighbours
        return angles;
    }
}
