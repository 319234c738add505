package dev.halfwave.nn.init;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;

/// Random orthonormal vectors by Gram and Schmidt. Done once, rounding leaves a component along earlier vectors where
/// little of a vector is left; done twice, it is of the size of a rounding.
final class OrthogonalMatrix {

    private OrthogonalMatrix() {}

    /// See [Initializer#orthogonal].
    static void fill(Tensor values, double gain, Philox random) {
        if (values.shape().rank() < 2) {
            throw new IllegalArgumentException(
                    "Initializer.orthogonal: a weight has at least the axes (out, in), but its "
                            + "shape is " + values.shape());
        }
        int rows = values.shape().dim(0);
        int columns = values.shape().stride();
        boolean byRows = rows < columns;
        double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors[i].length; j++) {
                vectors[i][j] = random.gaussian(byRows ? (long) i * columns + j : (long) j * columns + i);
            }
        }
        orthonormalise(vectors);
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors[i].length; j++) {
                values.set(byRows ? i * columns + j : j * columns + i, (float) (gain * vectors[i][j]));
            }
        }
    }

    private static void orthonormalise(double[][] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            double[] v = vectors[i];
            for (int pass = 0; pass < 2; pass++) {
                for (int before = 0; before < i; before++) {
                    double[] unit = vectors[before];
                    double component = dot(unit, v);
                    for (int j = 0; j < v.length; j++) {
                        v[j] -= component * unit[j];
                    }
                }
            }
            double length = StrictMath.sqrt(dot(v, v));
            for (int j = 0; j < v.length; j++) {
                v[j] /= length;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
