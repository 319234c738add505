package dev.halfwave.experiments.cli;

import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.experiments.data.KerasWeights;
import dev.halfwave.experiments.study.RunException;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import-keras",
        description = "Turns the Keras weights of the heart-rate network (KID-PPG, arXiv:2405.09559) into a model that "
                + "Sequential.load reads, without a library for HDF5.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class ImportKerasCommand implements Callable<Integer> {

    private final Main main;

    @Parameters(paramLabel = "WEIGHTS.h5", description = "A model or weights saved by Keras 2, in HDF5.")
    private Path weights = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "MODEL.safetensors",
            description = "The model to write. A file of this name is replaced once the new one is complete.")
    private Path out = Path.of("");

    @Option(
            names = "--sha256",
            paramLabel = "HEX",
            description = "The SHA-256 that the weights' file must have: a changed number cannot be seen otherwise.")
    private Optional<String> expected = Optional.empty();

    @Option(names = "--verbose", description = "Show stack traces.")
    @SuppressWarnings("UnusedVariable") // Main looks at the option itself
    private boolean verbose;

    ImportKerasCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        Sequential model = HeartRateNetwork.fused(new Relu());
        KerasWeights read;
        try {
            read = KerasWeights.read(weights);
            requireExpected(read.sha256());
            read.copyTo(model);
        } catch (DataFileException e) {
            throw new UsageException(e.getMessage(), e);
        }
        try {
            model.save(out);
        } catch (IOException e) {
            throw new RunException(e.getMessage(), e);
        }
        main.out().println(weights + ": " + read.count() + " parameters, SHA-256 " + read.sha256());
        main.out().println(out + ": the heart-rate network with these parameters");
        return 0;
    }

    private void requireExpected(String sha256) {
        if (expected.isPresent() && !expected.get().toLowerCase(Locale.ROOT).equals(sha256)) {
            throw new UsageException(
                    weights + ": its SHA-256 should be " + expected.get() + ", but is " + sha256);
        }
    }
}
