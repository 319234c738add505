package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.data.KerasWeights;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.HeartRateStream;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The published weights on a real recording as a stream of samples: subject 6 on stairs, who was among those that the
/// weights were trained on.
final class StairsStreamTest {

    /// Half a minute.
    private static final int WARM_UP = 15;

    @Test
    void isOffByLessThanOneAndAHalfBeatsPerMinute() throws IOException {
        WristWindows recording = StairsRecording.read();
        Path weights = Path.of(System.getProperty("halfwave.data", "")).resolve("model_S5.h5");
        assumeTrue(Files.exists(weights), "-Dhalfwave.data names no folder with model_S5.h5: not compared with it");
        Sequential model = HeartRateNetwork.fused(new Relu());
        KerasWeights.read(weights).copyTo(model);

        double[][] samples = recording.continuous();
        HeartRateStream stream = HeartRateStream.of(model);
        double[] bpm = new double[recording.count()];
        int windows = 0;
        for (int t = 0; t < samples[0].length; t++) {
            if (stream.add(samples[0][t], samples[1][t], samples[2][t], samples[3][t])) {
                bpm[windows++] = stream.bpm();
            }
        }
        assertThat(windows).isEqualTo(215);
        assertThat(StairsRecording.meanAbsoluteError(bpm, recording.labelBpm())).isCloseTo(1.384, within(0.002));
        int after = windows - WARM_UP;
        double[] warm = new double[after];
        System.arraycopy(bpm, WARM_UP, warm, 0, after);
        assertThat(StairsRecording.meanAbsoluteError(warm, recording.range(WARM_UP, windows).labelBpm()))
                .isLessThan(1.5).isCloseTo(1.412, within(0.002));
    }
}
