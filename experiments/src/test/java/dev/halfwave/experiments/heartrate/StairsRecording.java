package dev.halfwave.experiments.heartrate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        double[][] ppg = new double[215][256];
        double[][][] acceleration = new double[215][3][256];
        double[] labels = new double[215];
        bytes.position(65);
        for (int i = 0; i < 215; i++) {
            bytes.asDoubleBuffer().get(ppg[i]);
            bytes.position(bytes.position() + 256 * Double.BYTES);
            for (int axis = 0; axis < 3; axis++) {
                bytes.asDoubleBuffer().get(acceleration[i][axis]);
                bytes.position(bytes.position() + 256 * Double.BYTES);
            }
        }
        bytes.position(1_761_442).asDoubleBuffer().get(labels);
        int[] stairs = new int[215];
        Arrays.fill(stairs, 2);
        return new WristWindows("S6", ppg, acceleration, labels, stairs, new int[215]);
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
