package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PpgDaliaTest {

    /// Real data are not part of the project: `-Dhalfwave.data=FOLDER` names where they are.
    @Test
    void readsTheExcerptOfSubjectSix() throws IOException {
        String data = System.getProperty("halfwave.data", "");
        Path file = Path.of(data).resolve("PPGDalia_S6_stairs.pkl");
        assumeTrue(!data.isEmpty() && Files.exists(file),
                "-Dhalfwave.data names no folder with PPGDalia_S6_stairs.pkl: the excerpt is not tested");
        PpgDalia subject = PpgDalia.read(file);
        assertThat(subject.sha256()).isEqualTo("c0078f62ca5b14bc3451c2f63b84de813aac2e66b424fee2497b1180c780e24c");
        WristWindows windows = subject.windows();
        assertThat(windows.subject()).isEqualTo("S6");
        assertThat(windows.ppg()).hasDimensions(215, 256);
        assertThat(windows.activity()).hasSize(215).containsOnly(2);
        assertThat(windows.segment()).hasSize(215).containsOnly(0);
        // Values and sums from numpy.
        assertThat(windows.ppg()[0]).startsWith(-21.07, -26.57, -32.66);
        assertThat(windows.labelBpm()).hasSize(215).startsWith(117.73565107295191);
        assertThat(Arrays.stream(windows.labelBpm()).sum()).isCloseTo(32592.15339445656, within(1e-7));
        double[] sums = {21.51, -16297.484375, 53189.125, 10741.78125};
        assertThat(Stream.of(windows.ppg()).flatMapToDouble(Arrays::stream).sum()).isCloseTo(sums[0], within(1e-7));
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            assertThat(Stream.of(windows.acceleration()).flatMapToDouble(w -> Arrays.stream(w[a])).sum())
                    .isCloseTo(sums[1 + axis], within(1e-7));
        }
    }
}
