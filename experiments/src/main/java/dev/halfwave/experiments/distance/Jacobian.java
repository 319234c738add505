package dev.halfwave.experiments.distance;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import java.util.List;
import java.util.OptionalDouble;

/// The derivatives of a model's outputs with respect to its parameters, for a small batch of inputs, the *probe*: the
/// linear function of the parameters that the model is close to where they stand now.
///
/// ```java
/// Jacobian start = Jacobian.of(model, probe);
/// ... // training
/// start.linearisationError(model);                                 // 0: training was lazy
/// Jacobian.of(model, probe).kernel().relativeChange(start.kernel()); // 0: so was the tangent kernel
/// ```
///
/// It is exact: one backward pass through Halfwave's own differentiation for every output of every sample, in
/// evaluation mode (no dropout, running statistics as they are). Only what training changes counts: frozen parameters
/// and states have no column. The derivatives are float32, as in training; sums of them run in double in the order of
/// the parameters and their elements.
///
/// Memory: outputs × parameters × 4 bytes, at most 1 GiB; it takes as many backward passes as there are outputs. It is
/// meant for small networks and few samples.
///
/// Immutable; it copies what it needs of the model.
public final class Jacobian {

    /// The largest probe.
    public static final int MOST_SAMPLES = 64;

    private static final long MOST_ELEMENTS = 1L << 28;

    private final Tensor probe;
    private final List<String> names; // of the parameters
    private final Tensor[] parameters; // their values
    private final float[] outputs;
    private final float[][] rows; // [sample · outputs per sample + output][parameter after parameter]

    private Jacobian(Tensor probe, List<String> names, Tensor[] parameters, float[] outputs, float[][] rows) {
        this.probe = probe;
        this.names = names;
        this.parameters = parameters;
        this.outputs = outputs;
        this.rows = rows;
    }

    /// Differentiates a model where it stands.
    ///
    /// @param probe axis 0 is the batch: 1 to 64 samples
    /// @throws dev.halfwave.core.ShapeMismatchException if the probe does not fit the model
    /// @throws IllegalArgumentException if there are no or too many samples, nothing is trained, or outputs ×
    ///     parameters exceed 2²⁸
    public static Jacobian of(Sequential model, Tensor probe) {
        float[] outputs = model.predict(probe).toArray();
        int samples = probe.shape().dim(0);
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new IllegalArgumentException(
                    "Jacobian: the probe must have 1.." + MOST_SAMPLES + " samples, but has " + samples);
        }
        List<Parameter> trained =
                model.parameters().stream().filter(Parameter::isTrained).toList();
        long columns = trained.stream().mapToLong(parameter -> parameter.shape().size()).sum();
        if (columns == 0) {
            throw new IllegalArgumentException("Jacobian: the model has no parameter that training changes");
        }
        if (columns * outputs.length > MOST_ELEMENTS) {
            throw new IllegalArgumentException("Jacobian: " + outputs.length + " outputs × " + columns
                    + " parameters are more than " + MOST_ELEMENTS + " derivatives; take a smaller probe");
        }
        float[][] rows = new float[outputs.length][];
        int outputsPerSample = outputs.length / samples;
        for (int n = 0; n < samples; n++) {
            Tensor y = model.forward(probe.slice(n, n + 1), Pass.EVALUATION);
            for (int output = 0; output < outputsPerSample; output++) {
                Tensor dy = Tensor.zeros(y.shape());
                dy.set(output, 1);
                rows[n * outputsPerSample + output] = row(y.backward(dy), trained, (int) columns);
            }
        }
        return new Jacobian(
                probe.copy(),
                trained.stream().map(Parameter::name).toList(),
                trained.stream().map(parameter -> parameter.tensor().copy()).toArray(Tensor[]::new),
                outputs,
                rows);
    }

    private static float[] row(Gradients gradients, List<Parameter> trained, int columns) {
        float[] row = new float[columns];
        int column = 0;
        for (Parameter parameter : trained) {
            if (gradients.contains(parameter.tensor())) { // else the output does not depend on it
                Tensor gradient = gradients.of(parameter);
                System.arraycopy(gradient.data(), gradient.offset(), row, column, gradient.size());
            }
            column += parameter.shape().size();
        }
        return row;
    }

    /// The derivatives of one output with respect to all trained parameters, one after the other. A copy.
    ///
    /// @param row `sample · outputs per sample + output`
    /// @throws IndexOutOfBoundsException if there is no such row
    public float[] row(int row) {
        return rows[row].clone();
    }

    /// How many rows there are: samples × outputs per sample.
    public int rows() {
        return rows.length;
    }

    /// The neural tangent kernel here: J Jᵀ.
    public TangentKernel kernel() {
        double[][] kernel = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j <= i; j++) {
                double product = product(rows[i], rows[j]);
                kernel[i][j] = product;
                kernel[j][i] = product;
            }
        }
        return new TangentKernel(kernel);
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /// How far the model, as it is now, is from the linear function that it was close to here:
    /// `‖f(θ) − f(θ₀) − J₀(θ − θ₀)‖₂ / ‖f(θ) − f(θ₀)‖₂` over all outputs for the probe. 0 in the limit of lazy
    /// training, of which this is the definition; 1 where the linear function explains nothing, and more where it
    /// misleads.
    ///
    /// Outputs are float32: where they hardly moved the value is one of rounding.
    ///
    /// @param model the same model, later
    /// @return no value where the outputs have not moved
    /// @throws IllegalArgumentException if it is another model
    public OptionalDouble linearisationError(Sequential model) {
        float[] now = model.predict(probe).toArray();
        double[] predicted = times(changes(model));
        if (now.length != predicted.length) {
            throw new IllegalArgumentException("Jacobian: the model had " + predicted.length + " outputs, but now has "
                    + now.length + " for the same probe");
        }
        double squaredError = 0;
        double squaredMove = 0;
        for (int i = 0; i < now.length; i++) {
            double move = (double) now[i] - outputs[i];
            squaredError += (move - predicted[i]) * (move - predicted[i]);
            squaredMove += move * move;
        }
        return squaredMove > 0
                ? OptionalDouble.of(Math.sqrt(squaredError) / Math.sqrt(squaredMove))
                : OptionalDouble.empty();
    }

    /// θ − θ₀, parameter after parameter.
    private double[] changes(Sequential model) {
        double[] changes = new double[rows[0].length];
        int column = 0;
        for (int i = 0; i < parameters.length; i++) {
            Tensor now = model.parameter(names.get(i)).tensor();
            Displacement.requireSameShape("Jacobian", parameters[i], now);
            for (int element = 0; element < now.size(); element++) {
                changes[column++] = (double) now.get(element) - parameters[i].get(element);
            }
        }
        return changes;
    }

    /// J v.
    private double[] times(double[] v) {
        double[] products = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (int column = 0; column < v.length; column++) {
                sum += rows[i][column] * v[column];
            }
            products[i] = sum;
        }
        return products;
    }
}
