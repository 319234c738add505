package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialCheckpoint;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A trial of `relu-dc` that is ended goes on from its checkpoint at the end of an epoch, and nobody can tell from its result.
final class ReluDcCheckpointTest {

    private static final List<String> CHANGES =
            List.of("epochs=3", "windowsPerClass=8", "testWindowsPerClass=4", "batch=10");

    /// @param last the epoch after which the trial is ended; its values are not recorded yet
    private record Context(Path file, int last, int threads, List<String> log) implements TrialContext {

        @Override
        public void progress(int done, int total) {
            if (done == last) {
                throw new CancellationException("stopped");
            }
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public TrialCheckpoint checkpoint() {
            return TrialCheckpoint.of(file, Duration.ZERO, log::add);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu", "relu-offset-free", "relu-frozen", "linear-class-dc"})
    void endsInTheSameBits(String arm, @TempDir Path folder) throws Exception {
        List<String> changes = Stream.concat(CHANGES.stream(), Stream.of("arms=" + arm)).toList();
        Trial trial = Configuration
                .compose(ReluDc.study(), Optional.empty(), Optional.of(Seeds.upTo(1)), changes).trials().getFirst();
        TrialOutcome undisturbed = run(trial, new Context(folder.resolve("undisturbed"), 0, 1, List.of()));
        Path file = folder.resolve("seed-7.checkpoint");
        List<String> log = new ArrayList<>();
        assertThatThrownBy(() -> run(trial, new Context(file, 2, 1, log))).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> run(trial, new Context(file, 3, 2, log))).isInstanceOf(CancellationException.class);

        TrialOutcome resumed = run(trial, new Context(file, 0, 1, log));
        assertThat(log).hasSize(2).containsOnly("goes on from its checkpoint");
        assertThat(resumed.metrics()).isEqualTo(undisturbed.metrics());
        assertThat(resumed.initialWeightsSha256()).isEqualTo(undisturbed.initialWeightsSha256());
        assertThat(resumed.finalWeightsSha256()).isEqualTo(undisturbed.finalWeightsSha256())
                .isNotEqualTo(undisturbed.initialWeightsSha256());
        undisturbed.weights().write(folder.resolve("a.safetensors"));
        resumed.weights().write(folder.resolve("b.safetensors"));
        assertThat(Files.readAllBytes(folder.resolve("b.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("a.safetensors")));
    }

    private static TrialOutcome run(Trial trial, TrialContext context) throws Exception {
        return ReluDc.study().run(trial, context);
    }
}
