package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.heartrate.HeartRateNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The report of `heart-rate-activations`.
final class HeartRateActivationsReport {

    private static final int WIDTH_PX = 1000;
    private static final double MOST_BPM = 600;
    private static final int PLOTTED_CHANNELS = 16; // as in the paper
    private static final int SHOWN_CHANNELS = 3; // the others wait in the legend

    private final HeartRateActivations experiment;
    private final RunData run;
    private final List<Layer> layers = new ArrayList<>();
    private final boolean isPaperStyle;

    private HeartRateActivationsReport(HeartRateActivations experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        isPaperStyle = run.settings().get(HeartRateActivations.STYLE.name()).equals("paper");
        run.arms().forEach(arm -> run.trials(arm.name()).forEach(trial -> layers.add(new Layer(trial))));
    }

    static Report of(HeartRateActivations experiment, RunData run) {
        return new HeartRateActivationsReport(experiment, run).report();
    }

    /// What was measured of one convolution, or of the input.
    private record Layer(TrialResult trial) {

        String name() {
            return trial.arm();
        }

        boolean isInput() {
            return name().equals(HeartRateActivations.INPUT);
        }

        int channels() {
            return 1 + trial.metrics().stream().mapToInt(TrialResult.MetricValue::epoch).max().orElse(0);
        }

        double value(int channel, String metric) {
            return trial.value(metric, channel).orElse(Double.NaN);
        }

        double heartRateBpm() {
            return value(0, HeartRateActivations.HEART_RATE);
        }

        List<Integer> dead() {
            return IntStream.range(0, channels())
                    .filter(channel -> value(channel, HeartRateActivations.AFTER + HeartRateActivations.DEVIATION) == 0)
                    .boxed().toList();
        }

        /// The mean over the channels for which it is defined.
        double mean(String metric) {
            OptionalDouble mean = IntStream.range(0, channels()).mapToDouble(channel -> value(channel, metric))
                    .filter(Double::isFinite).average();
            return mean.orElse(Double.NaN);
        }

        double[] spectrum(int channel) {
            return IntStream.iterate(0, bin -> bin + 1)
                    .mapToObj(bin -> trial.value(
                            HeartRateActivations.AFTER + HeartRateActivations.SPECTRUM + bin, channel))
                    .takeWhile(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble).toArray();
        }
    }

    private Report report() {
        ReportPage page = ReportPage.of(experiment, run, "ReLU in the heart-rate network");
        page.quick("one window, which is all that this experiment looks at.").withoutFull();
        notices().forEach(page::notice);
        if (layers.isEmpty()) {
            return page.report("");
        }
        List<Layer> convolutions = layers.stream().filter(layer -> !layer.isInput()).toList();
        if (!convolutions.isEmpty()) {
            page.answer(answer(convolutions));
        }
        layers.stream().filter(layer -> layer.name().equals("conv3")).forEach(layer -> page.mainFigure(spectra(layer)));
        page.asked(
                "Section V.B looks at the channels of the first two blocks of a network that reads heart rate from a "
                        + "pulse wave. If ReLU adds even harmonics and a DC component, they must appear here: DC, and energy at "
                        + "two and three times the heart rate. A pulse wave has harmonics of its own, so the input is shown beside "
                        + "them.");
        page.setUp("Window", "number " + run.settings().get(HeartRateActivations.WINDOW.name()) + ", "
                + run.settings().get(HeartRateActivations.SIGNAL.name()) + "; true heart rate "
                + Numbers.decimals(layers.getFirst().heartRateBpm(), 2) + " beats per minute.");
        page.setUp("Amplitudes", isPaperStyle
                ? "In the style of the paper: DC doubled, the larger of the two bins around a frequency, an axis that is "
                        + "stretched by 0.8% in block 1 and 3.2% in block 2. In units of the channel's standard deviation."
                : "Of a constant and three harmonics of the true heart rate, fitted by least squares; DC counted once. In "
                        + "units of the channel's standard deviation.");
        page.setUp("Block 2", "Runs at 8 Hz behind a mean of 4 samples, which is all there is against aliases. Twice a "
                + "heart rate above 120 beats per minute is above half of that rate, and is seen where it folds to.");
        layers.stream().filter(layer -> layer.name().equals("conv6"))
                .forEach(layer -> page.section("Block 2").figures(spectra(layer)));
        page.section("Layer by layer")
                .paragraph(
                        "Means over channels that are not dead. DC share: the energy of a channel's mean in its energy.")
                .table(table());
        page.section("Channel by channel, after ReLU")
                .foldedTable("All channels of conv3 and conv6", channels());
        return page.report(terminal());
    }

    private List<String> notices() {
        List<String> sentences = new ArrayList<>();
        if (run.settings().get(Inputs.WEIGHTS.name()).isEmpty()) {
            sentences.add(
                    "No weights were given: the network is at a random start. Give some with `--set weights=FILE`.");
        }
        if (run.settings().get(Inputs.DATA.name()).isEmpty()) {
            sentences.add("No recording was given: the pulse wave is synthetic. Give one with `--set data=FILE`.");
        }
        String caution = PublishedWeights.caution(run);
        if (!caution.isEmpty()) {
            sentences.add(caution);
        }
        return sentences;
    }

    private String answer(List<Layer> convolutions) {
        List<String> parts = convolutions.stream().map(layer -> "`" + layer.name() + "` "
                + percent(layer.mean(HeartRateActivations.BEFORE + HeartRateActivations.DC_SHARE)) + " to "
                + percent(layer.mean(HeartRateActivations.AFTER + HeartRateActivations.DC_SHARE))).toList();
        List<String> dead = convolutions.stream().filter(layer -> !layer.dead().isEmpty())
                .map(layer -> "`" + layer.name() + "` " + numbers(layer.dead())).toList();
        return "Share of the energy at DC, before to after ReLU: " + String.join(", ", parts) + ". "
                + (dead.isEmpty() ? "No channel is dead." : "Dead channels: " + String.join("; ", dead) + ".");
    }

    private static String numbers(List<Integer> channels) {
        return Words.and(channels.stream().map(Object::toString).toList());
    }

    private static String percent(double share) {
        return Numbers.decimals(100 * share, 1) + "%";
    }

    private Figure spectra(Layer layer) {
        int rateHz = HeartRateActivations.sampleRateHz(layer.name());
        List<CurveChart.Series> series = new ArrayList<>();
        layers.stream().filter(Layer::isInput).forEach(input -> series.add(CurveChart.Series.of("input",
                new Style(Style.BLACK, List.of(4, 4), "none"), CurveChart.Kind.LINE,
                beatsPerMinute(input.spectrum(0).length, HeartRateNetwork.SAMPLE_RATE_HZ), input.spectrum(0))));
        int shown = 0;
        for (int channel = 0; channel < Math.min(PLOTTED_CHANNELS, layer.channels()); channel++) {
            double[] amplitude = layer.spectrum(channel);
            boolean isDead = layer.dead().contains(channel);
            CurveChart.Series each = CurveChart.Series.of("channel " + channel + (isDead ? " (dead)" : ""),
                    Style.number(channel), CurveChart.Kind.LINE, beatsPerMinute(amplitude.length, rateHz), amplitude);
            boolean isShown = !isDead && shown < SHOWN_CHANNELS;
            shown += isShown ? 1 : 0;
            series.add(isShown ? each : each.hidden());
        }
        double bpm = layer.heartRateBpm();
        List<Mark> marks = new ArrayList<>();
        for (int k = 1; k <= ChannelSpectrum.HARMONICS; k++) {
            double seen = 60 * ChannelSpectrum.folded(k * bpm / 60, rateHz);
            marks.add(Mark.vertical((k == 1 ? "heart" : k + "×") + (seen < k * bpm - 1e-9 ? " (folded)" : ""), seen));
        }
        CurveChart chart = new CurveChart(
                Axis.linear("frequency (per minute)").between(0, Math.min(MOST_BPM, 30.0 * rateHz)),
                Axis.fromZero("amplitude ÷ standard deviation"), series, marks, WIDTH_PX);
        return new Figure("spectra-" + layer.name(), "After the ReLU of " + layer.name(),
                "Black, with short dashes: the input. Grey, with names: the true heart rate and its multiples. The first "
                        + "16 channels can be switched on in the legend.",
                Figure.Width.FULL, 480, chart.option(), chart.table());
    }

    private double[] beatsPerMinute(int bins, double rateHz) {
        double spacing = isPaperStyle ? rateHz / 2 / (bins - 1) : rateHz / (2 * (bins - 1));
        return IntStream.range(0, bins).mapToDouble(bin -> 60 * bin * spacing).toArray();
    }

    private DataTable table() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (Layer layer : layers) {
            for (String side : layer.isInput()
                    ? List.of(HeartRateActivations.AFTER)
                    : List.of(HeartRateActivations.BEFORE, HeartRateActivations.AFTER)) {
                String when = side.equals(HeartRateActivations.BEFORE) ? "before" : "after";
                List<String> cells = new ArrayList<>(List.of(
                        layer.isInput() ? "`input`" : "`" + layer.name() + "`, " + when + " ReLU",
                        percent(layer.mean(side + HeartRateActivations.DC_SHARE)),
                        Numbers.decimals(layer.mean(side + HeartRateActivations.DC), 3)));
                for (int k = 1; k <= ChannelSpectrum.HARMONICS; k++) {
                    cells.add(Numbers.decimals(layer.mean(side + HeartRateActivations.HARMONIC + k), 3));
                }
                cells.add(layer.isInput() || side.equals(HeartRateActivations.BEFORE) || layer.dead().isEmpty()
                        ? ""
                        : numbers(layer.dead()));
                rows.add(DataTable.row(cells));
            }
        }
        return new DataTable(List.of(DataTable.text("layer"), DataTable.number("DC share"), DataTable.number("DC"),
                DataTable.number("1 × heart"), DataTable.number("2 × heart"), DataTable.number("3 × heart"),
                DataTable.text("dead channels")), rows);
    }

    private DataTable channels() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (Layer layer : layers) {
            if (!layer.name().equals("conv3") && !layer.name().equals("conv6")) {
                continue;
            }
            for (int channel = 0; channel < layer.channels(); channel++) {
                List<String> cells = new ArrayList<>(List.of("`" + layer.name() + "`", Integer.toString(channel)));
                for (String metric : List.of(HeartRateActivations.DEVIATION, HeartRateActivations.MEAN,
                        HeartRateActivations.DC)) {
                    cells.add(Numbers.decimals(layer.value(channel, HeartRateActivations.AFTER + metric), 4));
                }
                for (int k = 1; k <= ChannelSpectrum.HARMONICS; k++) {
                    cells.add(Numbers.decimals(
                            layer.value(channel, HeartRateActivations.AFTER + HeartRateActivations.HARMONIC + k), 4));
                }
                rows.add(DataTable.row(cells));
            }
        }
        return new DataTable(List.of(DataTable.text("layer"), DataTable.number("channel"),
                DataTable.number("standard deviation"), DataTable.number("mean"), DataTable.number("DC"),
                DataTable.number("1 × heart"), DataTable.number("2 × heart"), DataTable.number("3 × heart")), rows);
    }

    private String terminal() {
        StringBuilder text = new StringBuilder(Inputs.files(run.settings()));
        text.append(line("layer", "DC share", "DC", "1x heart", "2x", "3x", "dead"));
        for (Layer layer : layers) {
            String side = HeartRateActivations.AFTER;
            text.append(line(layer.name(), percent(layer.mean(side + HeartRateActivations.DC_SHARE)),
                    Numbers.decimals(layer.mean(side + HeartRateActivations.DC), 3),
                    Numbers.decimals(layer.mean(side + HeartRateActivations.HARMONIC + 1), 3),
                    Numbers.decimals(layer.mean(side + HeartRateActivations.HARMONIC + 2), 3),
                    Numbers.decimals(layer.mean(side + HeartRateActivations.HARMONIC + 3), 3),
                    layer.isInput() ? "" : Integer.toString(layer.dead().size())));
        }
        text.append("Behind the activation, means over channels that are not dead; amplitudes ÷ standard deviation.\n");
        notices().forEach(sentence -> text.append(sentence.replace("`", "")).append('\n'));
        return text.toString();
    }

    private static String line(String... cells) {
        return String.format("%-8s %9s %8s %9s %8s %8s %6s", (Object[]) cells).stripTrailing() + "\n";
    }
}
