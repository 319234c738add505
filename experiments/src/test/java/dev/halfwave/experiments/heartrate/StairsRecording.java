package dev.halfwave.experiments.heartrate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The excerpt of PPG-DaLiA in the folder that `-Dhalfwave.data=FOLDER` names: subject 6 on stairs. Real data are not
/// part of the project.
final class StairsRecording {

    private StairsRecording() {}

    /// All 215 windows; a test that asks is skipped where the file is not.
    static WristWindows read() throws IOException {
        String data = System.getProperty("halfwave.data", "");
        Path file = Path.of(data).resolve("PPGDalia_S6_stairs.pkl");
        assumeTrue(
                !data.isEmpty() && Files.exists(file),
                "-Dhalfwave.data names no folder with PPGDalia_S6_stairs.pkl: not compared with the recording");
        return PpgDalia.read(file).windows();
    }

    /// The mean absolute difference from the labels, in beats per minute.
    static double meanAbsoluteError(double[] bpm, double[] labelBpm) {
        double sum = 0;
        for (int i = 0; i < bpm.length; i++) {
            sum += Math.abs(bpm[i] - labelBpm[i]);
        }
        return sum / bpm.length;
    }
}
