package dev.halfwave.bench;

/// The textbook loops, in the order of every sum that the kernels state. What a kernel computes must be the same bits.
final class Definitions {

    private Definitions() {}

    /// The sizes of a convolution; `left` zeros before each row of `x`, as many behind it as are needed.
    record Convolution(
            int inChannels,
            int inLength,
            int outChannels,
            int outLength,
            int kernelSize,
            int stride,
            int dilation,
            int groups,
            int left) {

        private int inPerGroup() {
            return inChannels / groups;
        }

        private int firstChannel(int outChannel) {
            return outChannel / (outChannels / groups) * inPerGroup();
        }

        private float x(float[] x, int sample, int channel, int position) {
            boolean inside = position >= 0 && position < inLength;
            return inside ? x[(sample * inChannels + channel) * inLength + position] : 0f;
        }

        private float dy(float[] dy, int sample, int channel, int t) {
            return t >= 0 && t < outLength ? dy[(sample * outChannels + channel) * outLength + t] : 0f;
        }

        /// From +0.0 over channels, then taps; the bias is added last.
        float[] forward(int samples, float[] x, float[] weight, float[] bias) {
            float[] y = new float[samples * outChannels * outLength];
            int at = 0;
            for (int n = 0; n < samples; n++) {
                for (int o = 0; o < outChannels; o++) {
                    for (int t = 0; t < outLength; t++, at++) {
                        float sum = 0f;
                        for (int c = 0, w = o * inPerGroup() * kernelSize; c < inPerGroup(); c++) {
                            for (int k = 0; k < kernelSize; k++, w++) {
                                int position = t * stride + k * dilation - left;
                                sum = Math.fma(weight[w], x(x, n, firstChannel(o) + c, position), sum);
                            }
                        }
                        y[at] = sum + bias[o];
                    }
                }
            }
            return y;
        }

        /// From +0.0 over output channels, then over the taps whose output position is whole.
        float[] inputGradient(int samples, float[] dy, float[] weight) {
            float[] dx = new float[samples * inChannels * inLength];
            int at = 0;
            int outPerGroup = outChannels / groups;
            for (int n = 0; n < samples; n++) {
                for (int c = 0; c < inChannels; c++) {
                    int group = c / inPerGroup();
                    for (int u = 0; u < inLength; u++, at++) {
                        float sum = 0f;
                        for (int o = group * outPerGroup; o < (group + 1) * outPerGroup; o++) {
                            for (int k = 0; k < kernelSize; k++) {
                                int position = u + left - k * dilation;
                                if (Math.floorMod(position, stride) == 0) {
                                    float w = weight[(o * inPerGroup() + c % inPerGroup()) * kernelSize + k];
                                    sum = Math.fma(w, dy(dy, n, o, Math.floorDiv(position, stride)), sum);
                                }
                            }
                        }
                        dx[at] = sum;
                    }
                }
            }
            return dx;
        }

        /// From +0.0 over samples, then time.
        float[] weightGradient(int samples, float[] x, float[] dy) {
            float[] dweight = new float[outChannels * inPerGroup() * kernelSize];
            int w = 0;
            for (int o = 0; o < outChannels; o++) {
                for (int c = 0; c < inPerGroup(); c++) {
                    for (int k = 0; k < kernelSize; k++, w++) {
                        for (int n = 0; n < samples; n++) {
                            for (int t = 0; t < outLength; t++) {
                                int position = t * stride + k * dilation - left;
                                dweight[w] = Math.fma(
                                        x(x, n, firstChannel(o) + c, position), dy(dy, n, o, t), dweight[w]);
                            }
                        }
                    }
                }
            }
            return dweight;
        }

        /// From +0.0, the sum of each sample's row.
        float[] biasGradient(int samples, float[] dy) {
            float[] dbias = new float[outChannels];
            for (int n = 0; n < samples; n++) {
                for (int o = 0; o < outChannels; o++) {
                    dbias[o] += sum(dy, (n * outChannels + o) * outLength, outLength);
                }
            }
            return dbias;
        }
    }

    /// `C[m][n] = Σ_k A[m][k] · B[k][n]`, from +0.0 over `k`.
    ///
    /// @param a holds `A[m][k] = a[m · aRow + k · aColumn]`
    /// @param b holds `B[k][n] = b[k · bRow + n · bColumn]`
    static float[] product(
            int rows, int depth, int columns, float[] a, int aRow, int aColumn, float[] b, int bRow, int bColumn) {
        float[] c = new float[rows * columns];
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                float sum = 0f;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[m * aRow + k * aColumn], b[k * bRow + n * bColumn], sum);
                }
                c[m * columns + n] = sum;
            }
        }
        return c;
    }

    /// The sum of a row: 16 virtual lanes, which are then halved again and again.
    static float sum(float[] x, int from, int n) {
        float[] lanes = new float[16];
        for (int i = 0; i < n; i++) {
            lanes[i % 16] += x[from + i];
        }
        for (int half = 8; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                lanes[j] += lanes[j + half];
            }
        }
        return lanes[0];
    }

    /// The mean of a row, with one division.
    static float mean(float[] x, int from, int n) {
        return sum(x, from, n) / n;
    }

    /// The error function, which is not in the JDK: `2/√π exp(−x²) Σ 2ᵏ x²ᵏ⁺¹ / (1·3·5···(2k+1))`.
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int k = 1; k < 200; k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
