package dev.halfwave.core.op;

/// Zeros before and after a signal, so that a window of taps may reach over its ends: how many there are. A convolution
/// that reads something else there, such as the signal mirrored, is the layer `Conv1d` with `withPaddingMode`; what it
/// puts there is [Pad1d]'s.
public sealed interface Padding {

    /// How many zeros stand before the first sample.
    ///
    /// @param kernelSize the number of taps
    /// @param dilation samples between taps
    int left(int kernelSize, int dilation);

    /// How many zeros stand after the last sample.
    ///
    /// @param kernelSize the number of taps
    /// @param dilation samples between taps
    int right(int kernelSize, int dilation);

    /// No zeros: the result is shorter by `dilation · (kernelSize − 1)`.
    record Valid() implements Padding {

        @Override
        public int left(int kernelSize, int dilation) {
            return 0;
        }

        @Override
        public int right(int kernelSize, int dilation) {
            return 0;
        }
    }

    /// The result is as long as the signal, and the window is centered. With an odd number of zeros the extra one
    /// stands on the right, as in PyTorch. For stride 1 only.
    record Same() implements Padding {

        @Override
        public int left(int kernelSize, int dilation) {
            return reach(kernelSize, dilation) / 2;
        }

        @Override
        public int right(int kernelSize, int dilation) {
            return reach(kernelSize, dilation) - left(kernelSize, dilation);
        }
    }

    /// The result at time `t` depends on the signal up to time `t` only; with stride 1 it is as long as the signal.
    record Causal() implements Padding {

        @Override
        public int left(int kernelSize, int dilation) {
            return reach(kernelSize, dilation);
        }

        @Override
        public int right(int kernelSize, int dilation) {
            return 0;
        }
    }

    /// A given number of zeros on each side.
    ///
    /// @param left zeros before the first sample
    /// @param right zeros after the last sample
    record Explicit(int left, int right) implements Padding {

        /// Checks that neither is negative.
        public Explicit {
            if (left < 0 || right < 0) {
                throw new IllegalArgumentException(
                        "Padding.Explicit: left and right must not be negative, but are " + left + " and " + right);
            }
        }

        @Override
        public int left(int kernelSize, int dilation) {
            return left;
        }

        @Override
        public int right(int kernelSize, int dilation) {
            return right;
        }
    }

    /// From the first to the last tap.
    private static int reach(int kernelSize, int dilation) {
        return Math.multiplyExact(kernelSize - 1, dilation);
    }
}
