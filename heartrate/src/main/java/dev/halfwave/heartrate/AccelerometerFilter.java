package dev.halfwave.heartrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes motion out of a pulse wave: the part of it that a linear filter of the acceleration predicts.
///
/// ```java
/// WristWindows still = AccelerometerFilter.clean(recording); // each segment by a filter of its own
///
/// AccelerometerFilter filter = AccelerometerFilter.fit(recording.segments().getFirst());
/// filter.residualVariance(); // 1: the pulse wave has nothing to do with motion; 0: it is nothing else
/// filter.apply(recording);   // by this filter, whatever the segment
/// ```
///
/// Every window and channel is brought to mean 0 and standard deviation 1. Then, with `a_c` the axes and zeros outside
/// of a window,
///
/// `p̂[t] = bias + Σ_c Σ_k taps[c][k] a_c[t + k − 10]`, `c = 0..2`, `k = 0..20`,
///
/// `x[t] = mean + deviation · (p[t] − p̂[t])`,
///
/// with the mean and the standard deviation of the window's pulse wave. Taps and bias minimise `Σ (p − p̂)²` over all
/// samples of all windows they are fitted to. This sees the future: for a filter that does not, see
/// [CausalAccelerometerFilter].
///
/// **Where it comes from.** The adaptive filter of KID-PPG is two convolutions over the three axes, the first with a
/// kernel of 3 × 21 and padding along both directions, the second of 3 × 1 without, and no activation between them. The
/// first makes three rows, `u_r = b + Σ_c Σ_k W[c − r + 1][k] a_c[t + k − 10]`, row `r` with the rows of its kernel that
/// lie over an axis; the second adds them up, `p̂ = β + Σ_r v[r] u_r`. So `taps[c][k] = Σ_r v[r] W[c − r + 1][k]` and
/// `bias = β + b Σ_r v[r]`; and any taps can be had, with `v = (0, 1, 0)` and `W = taps`. The two layers are therefore
/// one filter of 3 × 21 taps, and their loss, squared differences of Fourier transforms, is by Parseval's theorem 256
/// times the squared differences of samples. What gradient descent approaches over thousands of epochs is the solution
/// of 64 linear equations, which is computed here at once.
///
/// **Flat windows.** A pulse wave whose samples are all equal takes no part in fitting and stays as it is. An axis whose
/// samples are all equal is 0 after subtracting its mean and predicts nothing. The same goes for samples so small or so
/// large (below 10⁻¹⁶⁰, above 10¹⁵⁰) that the squares of a standard deviation cannot be computed. A trace of ridge regression (10⁻⁸ per
/// sample) leaves one solution where axes are flat or alike.
///
/// The equations are solved by EJML's Cholesky decomposition, on one thread and by `+ − × ÷ √` only: the same bits on
/// every machine for one version of EJML.
///
/// Immutable and thread-safe.
///
/// Source: Kechris, Dan, Miranda, Atienza (2024), *KID-PPG: Knowledge Informed Deep Learning for Extracting Heart Rate
/// from a Smartwatch*, arXiv:2405.09559.
public final class AccelerometerFilter {

    /// Per sample: what is well determined changes by less than 10⁻⁸ of its size times the condition number.
    private static final double RIDGE = 1e-8;

    private final double[] filter;
    private final double residualVariance;

    private AccelerometerFilter(double[] filter, double residualVariance) {
        this.filter = filter;
        this.residualVariance = residualVariance;
    }

    /// The filter that predicts most of these windows' pulse wave, over all of them whatever their segment.
    public static AccelerometerFilter fit(WristWindows windows) {
        FilterEquations equations = new FilterEquations(RIDGE, 0);
        for (int i = 0; i < windows.count(); i++) {
            equations.add(windows.ppg()[i], windows.acceleration()[i]);
        }
        double[] filter = new double[FilterEquations.COEFFICIENTS];
        equations.solve(filter);
        double[] clean = new double[HeartRateNetwork.WINDOW_SAMPLES];
        double squares = 0;
        long samples = 0;
        for (int i = 0; i < windows.count(); i++) {
            double[] ppg = windows.ppg()[i];
            squares += equations.subtract(filter, ppg, windows.acceleration()[i], clean);
            samples += FilterEquations.isFlat(ppg) ? 0 : clean.length;
        }
        return new AccelerometerFilter(filter, samples == 0 ? 1 : squares / samples);
    }

    /// The same windows with the motion taken out of their pulse wave: each segment is filtered by what is
    /// [fitted][#fit] to it as a whole.
    public static WristWindows clean(WristWindows recording) {
        List<double[]> ppg = new ArrayList<>();
        for (WristWindows segment : recording.segments()) {
            AccelerometerFilter filter = fit(segment);
            ppg.addAll(Arrays.asList(filter.apply(segment).ppg()));
        }
        return recording.withPpg(ppg.toArray(double[][]::new));
    }

    /// The same windows, each filtered by this.
    public WristWindows apply(WristWindows windows) {
        FilterEquations arithmetic = new FilterEquations(RIDGE, 0);
        double[][] clean = new double[windows.count()][HeartRateNetwork.WINDOW_SAMPLES];
        for (int i = 0; i < clean.length; i++) {
            arithmetic.subtract(filter, windows.ppg()[i], windows.acceleration()[i], clean[i]);
        }
        return windows.withPpg(clean);
    }

    /// How much of the pulse wave is not predicted: the mean over samples of `(p − p̂)²`, of the windows this was fitted
    /// to; 1 if all of them were flat.
    public double residualVariance() {
        return residualVariance;
    }

    /// (3, 21): for each axis the weight of the sample `k − 10` later. A copy.
    public double[][] taps() {
        double[][] taps = new double[WristWindows.AXES][];
        for (int axis = 0; axis < taps.length; axis++) {
            taps[axis] = Arrays.copyOfRange(
                    filter, axis * FilterEquations.TAPS, (axis + 1) * FilterEquations.TAPS);
        }
        return taps;
    }

    /// What is predicted where there is no motion.
    public double bias() {
        return filter[FilterEquations.COEFFICIENTS - 1];
    }
}
