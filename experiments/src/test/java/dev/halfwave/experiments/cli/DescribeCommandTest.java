package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `describe` says of every experiment there is can be read.
final class DescribeCommandTest {

    private static final int LEAST = 30;

    static List<Experiment> experiments() {
        return Main.EXPERIMENTS.all();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void breaksNoTextIntoANarrowColumn(Experiment experiment) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(new Main(Experiments.of(experiment), out, out).run("describe", experiment.name())).isZero();
        String text = bytes.toString(StandardCharsets.UTF_8);
        for (Setting<?> setting : experiment.settings()) {
            assertThat(text).contains("\n  " + setting.name() + " ", beginning(setting.description()));
        }
        experiment.arms().forEach(arm -> assertThat(text).contains(beginning(arm.description())));
        assertThat(text.lines()).allMatch(line -> line.length() <= 100 || !line.strip().contains(" "));
    }

    /// As many words as have [#LEAST] characters.
    private static String beginning(String text) {
        int end = text.length() <= LEAST ? text.length() : text.lastIndexOf(' ', LEAST);
        return text.substring(0, end < 0 ? LEAST : end);
    }
}
