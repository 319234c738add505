package dev.halfwave.experiments.distance;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/// Tensors as matrices, and their singular value decomposition, by EJML.
final class Matrices {

    private Matrices() {}

    /// A tensor as a matrix: the first axis gives its rows, all others together its columns. A convolution's kernel
    /// becomes (C_out, C_in/groups · K), one row per filter.
    ///
    /// @throws ShapeMismatchException if there are fewer than two axes
    /// @throws IllegalArgumentException if there are no elements, or one is not finite
    static DMatrixRMaj of(String operation, Tensor tensor) {
        if (tensor.shape().rank() < 2) {
            throw new ShapeMismatchException(
                    operation, "expected at least two axes, of which the first becomes rows and the others columns",
                    "the shape is " + tensor.shape());
        }
        if (tensor.size() == 0) {
            throw new IllegalArgumentException(operation + ": a tensor of shape " + tensor.shape() + " is no matrix");
        }
        DMatrixRMaj matrix = new DMatrixRMaj(tensor.shape().dim(0), tensor.shape().stride());
        for (int i = 0; i < tensor.size(); i++) {
            float value = tensor.get(i);
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        operation + ": element " + i + " is " + value + ", but every one must be a finite number");
            }
            matrix.data[i] = value;
        }
        return matrix;
    }

    /// The singular values of a matrix, largest first. The matrix is left alone.
    static double[] singularValues(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = decompose(matrix, false);
        double[] values = svd.getSingularValues();
        int count = svd.numberOfSingularValues();
        SingularOps_DDRM.descendingOrder(null, false, values, count, null, false);
        return Arrays.copyOf(values, count);
    }

    /// The decomposition of a matrix, with the vectors of its non-zero part where they are wanted. The matrix is left
    /// alone.
    static SingularValueDecomposition_F64<DMatrixRMaj> decompose(DMatrixRMaj matrix, boolean withVectors) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM
                .svd(matrix.numRows, matrix.numCols, withVectors, withVectors, true);
        if (!svd.decompose(matrix.copy())) {
            throw new IllegalStateException("the singular values of a matrix with " + matrix.numRows + " rows and "
                    + matrix.numCols + " columns were not found");
        }
        return svd;
    }
}
