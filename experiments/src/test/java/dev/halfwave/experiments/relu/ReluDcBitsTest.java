package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.TestRun;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The weights of each arm of `relu-dc` before and after training, and what the paper measures of them, never change
/// unnoticed: a hash of all their bits.
final class ReluDcBitsTest {

    private static final Pattern MEASURED = Pattern.compile(
            "(train|test)(Loss|LossEnd|Accuracy)|distance\\.(conv1|conv2|dense1|dense2|total)(\\.bias)?\\.(l2|relative|cosine)");

    private static final Map<String, String> HASHES = Map.ofEntries(
            Map.entry("relu", "2648449dca953699"),
            Map.entry("linear", "2a6593b628973702"),
            Map.entry("linear-class-dc", "f4571f8631d2a8fa"),
            Map.entry("linear-constant-dc", "665ff435dceba814"),
            Map.entry("linear-true-dc", "980e6f1d4d0f9757"),
            Map.entry("class-dc-only", "b8d7e2056508ba74"),
            Map.entry("relu-dc-free", "1ebfd6b5a4b10215"),
            Map.entry("relu-dc-free-first", "e4ce96ce4bdce884"),
            Map.entry("relu-max", "f2b6e978cf4d5613"),
            Map.entry("relu-dc-free-max", "1f86a386b574f015"),
            Map.entry("linear-max", "2d193d6710d7087b"),
            Map.entry("relu-offset-free", "839d3da5a1e31388"),
            Map.entry("relu-frozen", "2dfecd22558b1396"),
            Map.entry("linear-frozen", "a8f7ce14303ed290"),
            Map.entry("abs", "dd87964d543e34e6"));

    @Test
    void staysTheSame() throws Exception {
        // 144 training windows: two whole batches and a shorter one.
        List<String> changes = List.of("epochs=3", "windowsPerClass=48", "testWindowsPerClass=16");
        Map<String, String> hashes = new LinkedHashMap<>();
        for (TrialResult trial : TestRun.of(ReluDc.study(), changes).trials()) {
            if (trial.seed() == 1) {
                hashes.put(trial.arm(), hash(trial));
            }
        }
        assertThat(hashes).isEqualTo(HASHES);
    }

    private static String hash(TrialResult trial) throws Exception {
        StringBuilder text = new StringBuilder(trial.initialWeightsSha256() + trial.finalWeightsSha256());
        for (MetricValue row : trial.metrics()) {
            if (MEASURED.matcher(row.metric()).matches()) {
                text.append('\n').append(row.epoch()).append(' ').append(row.metric()).append(' ')
                        .append(Double.toHexString(row.value()));
            }
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, 16);
    }
}
