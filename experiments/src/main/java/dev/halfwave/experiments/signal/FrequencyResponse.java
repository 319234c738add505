package dev.halfwave.experiments.signal;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Conv1d;

/// What a filter does to each frequency.
///
/// ```java
/// FrequencyResponse response = FrequencyResponse.of(new double[] {-1, 1}, 32); // x[t] − x[t−1]
/// response.at(3).magnitude();
/// response.at(3).decibels();
/// ```
///
/// **Taps are those of a layer.** Halfwave's convolution, like PyTorch's and Keras's, is a cross-correlation: the last
/// tap weighs the newest sample. Padded causally it computes `y[t] = Σ_k taps[k] x[t − (K − 1 − k)]`, so its impulse
/// response is the taps *reversed*, and
///
/// `H(f) = Σ_k taps[k] e^(−2πi f (K − 1 − k)/fs)`.
///
/// Textbooks and `freqz` start with the tap of the newest sample; [#ofImpulseResponse] takes that order. Applied to a
/// layer's weights as they stand, it would give the conjugate times a delay of `K − 1` samples: the same magnitude,
/// another phase. Other paddings than the causal one shift the result in time and leave the magnitude alone.
///
/// A bias adds to DC only and is not part of the response.
///
/// Immutable.
public final class FrequencyResponse {

    private final double[] impulseResponse;
    private final double sampleRateHz;

    private FrequencyResponse(double[] impulseResponse, double sampleRateHz) {
        this.impulseResponse = impulseResponse;
        this.sampleRateHz = sampleRateHz;
    }

    /// The response of a causal layer with these taps, oldest sample first.
    ///
    /// @param taps one row of a convolution's weight, at least one tap
    /// @param sampleRateHz samples per second
    /// @throws IllegalArgumentException if there are no taps, one is not finite, or the rate is not positive
    public static FrequencyResponse of(double[] taps, double sampleRateHz) {
        return ofImpulseResponse(reversed(taps), sampleRateHz);
    }

    /// The response of `y[t] = Σ_j h[j] x[t − j]`: taps with the newest sample first.
    ///
    /// @param h the impulse response, at least one tap
    /// @param sampleRateHz samples per second
    /// @throws IllegalArgumentException if there are no taps, one is not finite, or the rate is not positive
    public static FrequencyResponse ofImpulseResponse(double[] h, double sampleRateHz) {
        Requirements.positive("FrequencyResponse", "sampleRateHz", sampleRateHz);
        if (h.length == 0) {
            throw new IllegalArgumentException("FrequencyResponse: there are no taps");
        }
        for (int i = 0; i < h.length; i++) {
            if (!Double.isFinite(h[i])) {
                throw new IllegalArgumentException(
                        "FrequencyResponse: tap " + i + " is " + h[i] + ", but every tap must be a finite number");
            }
        }
        return new FrequencyResponse(h.clone(), sampleRateHz);
    }

    /// The responses of a stack of convolutions without activations between them, as a whole.
    ///
    /// @throws IllegalArgumentException if there is none, the channels of one do not fit the next, or one has a stride,
    ///         with which frequencies fold and no response exists
    public static ResponseMatrix ofStack(double sampleRateHz, Conv1d... layers) {
        return ResponseMatrix.ofLayers(sampleRateHz, layers);
    }

    /// The responses of a stack of convolutions without activations between them, as a whole.
    ///
    /// @param sampleRateHz samples per second
    /// @param weights the layers' weights (C_out, C_in, K), first layer first: dilation 1, one group, stride 1
    /// @throws IllegalArgumentException if there is none, or the channels of one do not fit the next
    public static ResponseMatrix ofStack(double sampleRateHz, Tensor... weights) {
        return ResponseMatrix.ofWeights(sampleRateHz, weights);
    }

    /// The response at a frequency: the factor on `e^(2πi f t)`. Periodic in the sample rate; negative frequencies have
    /// the conjugate.
    public Complex at(double hz) {
        double re = 0;
        double im = 0;
        for (int j = 0; j < impulseResponse.length; j++) {
            double turns = hz * j / sampleRateHz;
            double angle = -2 * Math.PI * (turns - Math.floor(turns));
            re += impulseResponse[j] * StrictMath.cos(angle);
            im += impulseResponse[j] * StrictMath.sin(angle);
        }
        return new Complex(re, im);
    }

    /// What leaves the filter when a single 1 enters it: the layer's taps reversed. A copy.
    public double[] impulseResponse() {
        return impulseResponse.clone();
    }

    /// Samples per second.
    public double sampleRateHz() {
        return sampleRateHz;
    }

    static double[] reversed(double[] taps) {
        double[] reversed = new double[taps.length];
        for (int i = 0; i < taps.length; i++) {
            reversed[i] = taps[taps.length - 1 - i];
        }
        return reversed;
    }
}
