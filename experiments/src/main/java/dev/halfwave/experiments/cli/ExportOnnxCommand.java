package dev.halfwave.experiments.cli;

import dev.halfwave.core.Shape;
import dev.halfwave.experiments.data.TrainedModel;
import dev.halfwave.experiments.study.RunException;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.onnx.OnnxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export-onnx",
        description = "Turns a saved model into an ONNX file (opset " + OnnxFile.OPSET + "), for programs that run "
                + "networks without Halfwave. The batch stays open.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class ExportOnnxCommand implements Callable<Integer> {

    private static final String LENGTHS = "[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})*";

    private final Main main;

    @Parameters(paramLabel = "MODEL.safetensors", description = "A model that Sequential.save has written.")
    private Path file = Path.of("");

    @Option(
            names = "--input",
            required = true,
            paramLabel = "CxL",
            description = "The shape of one sample, without the batch: 1x256 for one channel of 256 samples.")
    private String input = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "MODEL.onnx",
            description = "The file to write. A file of this name is replaced once the new one is complete.")
    private Path out = Path.of("");

    @Option(names = "--verbose", description = "Show stack traces.")
    @SuppressWarnings("UnusedVariable") // Main looks at the option itself
    private boolean verbose;

    ExportOnnxCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        Shape shape = shape();
        Sequential model = load();
        Shape output;
        try {
            output = model.outputShape(shape);
            OnnxFile.write(model, shape, out);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--input " + input + " does not fit " + file + ": " + e.getMessage(), e);
        } catch (UnsupportedOperationException e) {
            throw new UsageException(file + " cannot be exported: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RunException(e.getMessage(), e);
        }
        main.out().println(out + ": input " + OnnxFile.INPUT + " " + open(shape) + ", output " + OnnxFile.OUTPUT + " "
                + open(output) + ", opset " + OnnxFile.OPSET);
        return 0;
    }

    private Shape shape() {
        if (!input.matches(LENGTHS)) {
            throw new UsageException("--input must be lengths with an x between them, such as 1x256, but is " + input);
        }
        String[] lengths = ("1x" + input).split("x");
        int[] axes = new int[lengths.length];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = Integer.parseInt(lengths[axis]);
        }
        try {
            return Shape.of(axes);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--input " + input + " is too large: " + e.getMessage(), e);
        }
    }

    private Sequential load() {
        try {
            return TrainedModel.read(file);
        } catch (IOException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /// `(N, 1, 256)`.
    private static String open(Shape shape) {
        return shape.toString().replaceFirst("\\(1", "(N");
    }
}
