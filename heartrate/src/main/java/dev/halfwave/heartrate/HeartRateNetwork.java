package dev.halfwave.heartrate;

/// The heart-rate network of KID-PPG ("Adaptive + Attention"), Kechris et al. (2024), arXiv:2405.09559.
public final class HeartRateNetwork {

    /// Samples per second of everything the network sees.
    public static final int SAMPLE_RATE_HZ = 32;

    /// Samples of one window: 8 seconds.
    public static final int WINDOW_SAMPLES = 256;

    /// Samples from one window's start to the next one's: 2 seconds.
    public static final int STRIDE_SAMPLES = 64;

    private HeartRateNetwork() {}
}
