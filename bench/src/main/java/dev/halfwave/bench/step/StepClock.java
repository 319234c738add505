package dev.halfwave.bench.step;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Times steps: first it waits until they have become as fast as they get, then it keeps every step's time.
///
/// The steps are warm when the median of the last half second is within 3 % of that of the half second before, not
/// before `warmUpSeconds` and at the latest after four times that. Not thread-safe.
public final class StepClock implements BooleanSupplier {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double WINDOW_SECONDS = 0.5;
    private static final int LEAST_STEPS = 10;

    private final double warmUpSeconds;
    private final double seconds;

    private long begun; // all times in ns; 0: no step has ended
    private long last;
    private double[] window = new double[64]; // ms of the steps since windowBegun
    private int windowSteps;
    private long windowBegun;
    private double previousMedian = Double.NaN;
    private double warmUp = Double.NaN;
    private double[] times = new double[1024];
    private int steps;
    private long measured;
    private long processorTime; // of all threads of this process, ns
    private double busyCores;
    private boolean done;

    /// @param warmUpSeconds the least time before measuring
    /// @param seconds how long to measure, and at least 10 steps
    public StepClock(double warmUpSeconds, double seconds) {
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
    }

    /// To be called at the end of every step: whether there is to be another.
    @Override
    public boolean getAsBoolean() {
        return tick(System.nanoTime());
    }

    boolean tick(long now) {
        if (done) {
            return false;
        }
        if (begun == 0) { // what came before is more than a step
            begun = now;
            windowBegun = now;
        } else if (Double.isNaN(warmUp)) {
            warm(now);
        } else {
            times = put(times, steps++, 1e-6 * (now - last));
            done = 1e-9 * (now - measured) >= seconds && steps >= LEAST_STEPS;
            if (done) {
                busyCores = (PROCESS.getProcessCpuTime() - processorTime) / (double) (now - measured);
            }
        }
        last = now;
        return !done;
    }

    private void warm(long now) {
        window = put(window, windowSteps++, 1e-6 * (now - last));
        if (1e-9 * (now - windowBegun) < WINDOW_SECONDS) {
            return;
        }
        double median = Spread.of(Arrays.copyOf(window, windowSteps)).median();
        double elapsed = 1e-9 * (now - begun);
        boolean steady = Math.abs(median - previousMedian) <= 0.03 * previousMedian;
        if ((steady && elapsed >= warmUpSeconds) || elapsed >= 4 * warmUpSeconds) {
            warmUp = elapsed;
            measured = now;
            processorTime = PROCESS.getProcessCpuTime();
        }
        previousMedian = median;
        windowSteps = 0;
        windowBegun = now;
    }

    private static double[] put(double[] array, int index, double value) {
        double[] room = index < array.length ? array : Arrays.copyOf(array, 2 * array.length);
        room[index] = value;
        return room;
    }

    /// Whether all steps were measured.
    public boolean isDone() {
        return done;
    }

    /// Milliseconds per step.
    public Spread times() {
        return Spread.of(Arrays.copyOf(times, steps));
    }

    /// How many steps were measured.
    public int steps() {
        return steps;
    }

    /// Steps per millisecond of all the time that was measured, pauses and disturbances included.
    public double throughput() {
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += times[i];
        }
        return steps / sum;
    }

    /// How many cores this process kept busy while steps were measured.
    public double busyCores() {
        return busyCores;
    }

    /// Seconds that went by before.
    public double warmUp() {
        return warmUp;
    }
}
