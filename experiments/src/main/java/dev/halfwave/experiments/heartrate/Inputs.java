package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.Shape;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.experiments.data.KerasWeights;
import dev.halfwave.experiments.data.TrainedModel;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What experiments with a trained heart-rate network are given: weights and a recording, each a file.
final class Inputs {

    static final Setting<String> WEIGHTS = PinnedFile.setting(
            "weights",
            "the trained network: weights of Keras (.h5) or a model of Halfwave (.safetensors); empty for none",
            Inputs::network);

    static final Setting<String> WEIGHTS_SHA256 = Setting.text(
            "weightsSha256", "the SHA-256 that the file of weights must have; empty for any", "", Inputs::hash);

    static final Setting<String> DATA = PinnedFile.setting(
            "data",
            "a recording of PPG-DaLiA: SX.pkl as published, or an excerpt such as PPGDalia_S6_stairs.pkl; the same "
                    + "arrays in a .npz; empty for a synthetic subject, whose number is the seed",
            PpgDalia::read);

    /// The word for no folder of an E4.
    static final String NONE = "none";

    static final Setting<String> E4 = PinnedFile.folderOr(
            NONE, "e4",
            "none, or a folder with BVP.csv and ACC.csv of an Empatica E4, of which the true heart rates are not known",
            E4Recording::files);

    /// People of another seed than any that a network is trained on.
    private static final long SYNTHETIC_PEOPLE = 1_000_003;
    private static final int SYNTHETIC_WINDOWS = 215;
    private static final String HASH = "[0-9a-f]{64}";

    private Inputs() {}

    private static String hash(String text) {
        String hash = text.toLowerCase(Locale.ROOT);
        if (hash.isEmpty() || hash.matches(HASH)) {
            return hash;
        }
        throw new IllegalArgumentException("must be a SHA-256: 64 hexadecimal digits");
    }

    /// Refuses weights with another hash than asked for, and seeds that have no meaning.
    static void check(Configuration configuration) {
        String weights = configuration.settings().get(WEIGHTS.name());
        String expected = configuration.settings().get(WEIGHTS_SHA256.name());
        if (!expected.isEmpty() && weights.isEmpty()) {
            throw new UsageException("weightsSha256 is given, but weights is not; name the file with --set weights=");
        }
        if (!expected.isEmpty() && !PinnedFile.sha256(weights).equals(expected)) {
            throw new UsageException("the file of weights " + PinnedFile.path(weights) + " has the SHA-256 "
                    + PinnedFile.sha256(weights) + ", not " + expected + " as weightsSha256 says");
        }
        boolean hasE4 = !configuration.settings().getOrDefault(E4.name(), NONE).equals(NONE);
        boolean hasData = !configuration.settings().get(DATA.name()).isEmpty();
        if (hasE4 && hasData) {
            throw new UsageException(
                    "data and e4 are both given, but a run reads one recording; leave one of them away");
        }
        if ((hasData || hasE4)
                && configuration.trials().stream().anyMatch(trial -> trial.seed() != 1)) {
            throw new UsageException(
                    "a recording in a file is read once, as seed 1; give --seeds 1, or leave data away for "
                            + "synthetic subjects");
        }
    }

    /// The files that were given, each with its SHA-256, for the terminal.
    static String files(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        for (String setting : List.of(WEIGHTS.name(), DATA.name(), E4.name())) {
            String pinned = settings.getOrDefault(setting, NONE);
            if (!pinned.isEmpty() && !pinned.equals(NONE)) {
                text.append(String.format("%-8s %s\n         SHA-256 %s\n", setting, PinnedFile.path(pinned),
                        PinnedFile.sha256(pinned)));
            }
        }
        return text.toString();
    }

    /// The recording of a trial.
    static WristWindows recording(Trial trial) throws IOException {
        String e4 = trial.settings().getOrDefault(E4.name(), NONE);
        if (!e4.equals(NONE)) {
            return E4Recording.read(PinnedFile.path(e4));
        }
        String data = trial.get(DATA);
        return data.isEmpty()
                ? SyntheticPpg.of(SYNTHETIC_PEOPLE).subject((int) trial.seed() - 1, SYNTHETIC_WINDOWS)
                : PpgDalia.read(PinnedFile.path(data)).windows();
    }

    /// The network of a trial; none where no weights are given.
    static Optional<Sequential> network(Trial trial) throws IOException {
        String weights = trial.get(WEIGHTS);
        return weights.isEmpty() ? Optional.empty() : Optional.of(network(PinnedFile.path(weights)));
    }

    private static Sequential requireHeartRate(Path file, Sequential model) throws DataFileException {
        Shape window = Shape.of(1, 1, HeartRateNetwork.WINDOW_SAMPLES);
        try {
            if (model.outputShape(window).equals(Shape.of(1, 1))) {
                return model;
            }
        } catch (IllegalArgumentException e) {
            throw DataFileException.of(file, "this model takes no windows " + window + ": " + e.getMessage());
        }
        throw DataFileException.of(file, "this model gives " + model.outputShape(window) + " for a window " + window
                + ", not one heart rate");
    }

    private static Sequential network(Path file) throws IOException {
        if (file.getFileName().toString().endsWith(".safetensors")) {
            return requireHeartRate(file, TrainedModel.read(file));
        }
        Sequential network = HeartRateNetwork.of(new Relu());
        KerasWeights.read(file).copyTo(network);
        return network;
    }
}
