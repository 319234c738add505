package dev.halfwave.experiments.relu;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.data.Dataset;

/// What an arm of `relu-dc` does to the DC component of its input.
///
/// - `NONE`: the signal as it is.
/// - `BY_CLASS`: the paper's control, √2/4 · {1, 5, 19} by class. It writes the label into the input.
/// - `CONSTANT`: one offset for all classes, the mean of those of `BY_CLASS`: as much DC, but no label.
/// - `TRUE_RELU_DC`: what ReLU itself would add, the mean of the window's own rectified samples.
/// - `BY_CLASS_WITHOUT_SIGNAL`: the offset of `BY_CLASS` alone, without any signal.
enum InputDc {
    NONE {
        @Override
        float added(Tensor window, int label) {
            return 0;
        }
    },

    BY_CLASS {
        @Override
        float added(Tensor window, int label) {
            return CLASS_DC[label];
        }
    },

    CONSTANT {
        @Override
        float added(Tensor window, int label) {
            return (CLASS_DC[0] + CLASS_DC[1] + CLASS_DC[2]) / 3;
        }
    },

    TRUE_RELU_DC {
        @Override
        float added(Tensor window, int label) {
            double sum = 0;
            for (int t = 0; t < window.size(); t++) {
                sum += Math.max(window.get(t), 0);
            }
            return (float) (sum / window.size());
        }
    },

    BY_CLASS_WITHOUT_SIGNAL {
        @Override
        float added(Tensor window, int label) {
            return CLASS_DC[label];
        }
    };

    /// a_n · √2/4 with a_n = 1, 5, 19, as the authors' program adds them to classes 3, 5 and 10 Hz.
    private static final float[] CLASS_DC = {
        (float) (Math.sqrt(2) / 4), (float) (5 * Math.sqrt(2) / 4), (float) (19 * Math.sqrt(2) / 4)
    };

    /// The offset of one window.
    abstract float added(Tensor window, int label);

    /// The same windows with their offsets.
    Dataset applyTo(Dataset signal) {
        Tensor inputs = signal.inputs().copy();
        for (int n = 0; n < signal.size(); n++) {
            Tensor window = inputs.slice(n, n + 1);
            float offset = added(window, (int) signal.targets().get(n));
            for (int t = 0; t < window.size(); t++) {
                window.set(t, (this == BY_CLASS_WITHOUT_SIGNAL ? 0 : window.get(t)) + offset);
            }
        }
        return new Dataset(inputs, signal.targets());
    }
}
