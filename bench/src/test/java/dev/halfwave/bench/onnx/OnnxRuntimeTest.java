package dev.halfwave.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.ChannelMoments;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.InvertedDropout;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.data.KerasWeights;
import dev.halfwave.experiments.data.PickleFile;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.onnx.OnnxFile;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What nn exports gives in onnxruntime what it gives here.
final class OnnxRuntimeTest {

    private static final double TOLERANCE = 1e-4;

    /// Ops of one input without a form; the last test has their reasons.
    private static final Set<String> REFUSED = Set.of("BatchNormalization1d", "ChannelMoments", "InvertedDropout");

    /// Of these, layers are made of the first two lines; the others are losses.
    private static final Set<String> OF_SEVERAL_INPUTS = Set.of(
            "Add", "Subtract", "Multiply", "Divide", "MatMul",
            "Convolution1d", "Convolution1dRelu", "FullyConnected",
            "CrossEntropy", "MeanSquaredError", "MeanAbsoluteError", "Huber");

    @BeforeAll
    static void hasANativeLibrary() {
        OnnxRuntime.assumeAvailable();
    }

    @Test
    void everyOpAloneGivesWhatItGivesHere() {
        List<String> wrong = new ArrayList<>();
        for (Cases.OpCase one : Cases.ops()) {
            Sequential model = Sequential.of(Layer.of(one.op()));
            compare(one.op() + " of " + one.input(), model, one.input(), wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyLayerAloneGivesWhatItGivesHere() {
        List<String> wrong = new ArrayList<>();
        for (Cases.LayerCase one : Cases.layers()) {
            Sequential model = withRandomParameters(Sequential.of(one.layer().get()));
            compare(model + " of " + one.input(), model, one.input(), wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aNetworkOfEveryLayerGivesWhatItGivesHere() {
        List<String> wrong = new ArrayList<>();
        compare("every layer", withRandomParameters(Cases.network()), Shape.of(1, 1, 64), wrong);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theNetworkHasEveryLayerAndEveryOp() throws Exception {
        Set<String> inIt = new TreeSet<>();
        collectTypes(Cases.network().spec().settings(), inIt);
        assertThat(inIt).containsAll(Cases.ops().stream().map(one -> one.op().name()).distinct().toList());
        assertThat(inIt).containsAll(layerClasses().stream().map(Class::getSimpleName)
                .filter(name -> !name.equals("Activation")).toList()); // an op's layer is described as the op
    }

    /// What a model's description says under `type`, at any depth.
    private static void collectTypes(Object json, Set<String> types) {
        switch (json) {
            case Map<?, ?> object -> {
                if (object.get("type") instanceof String type) {
                    types.add(type);
                }
                object.values().forEach(value -> collectTypes(value, types));
            }
            case List<?> list -> list.forEach(value -> collectTypes(value, types));
            default -> {}
        }
    }

    @Test
    void heartRatesAgreeWithinATenThousandthOfABeatPerMinute() throws OrtException {
        Tensor x = Tensor.zeros(Shape.of(7, 1, HeartRateNetwork.WINDOW_SAMPLES));
        Philox.of(1, "windows").fillGaussian(x.data(), 0, x.size(), 0, 30);
        requireEqualHeartRates(HeartRateNetwork.of(new Relu()).initialize(1), x);
        requireEqualHeartRates(HeartRateNetwork.fused(new DcFreeRelu()).initialize(2), x);
    }

    /// Trained on PPG-DaLiA, on the 215 windows of subject 6 on stairs. Neither is part of the project.
    @Test
    void trainedWeightsGiveTheHeartRatesThatTheyGiveHere() throws IOException, OrtException {
        Path data = Path.of(System.getProperty("halfwave.data", ""));
        Path weights = data.resolve("model_S5.h5");
        Path recording = data.resolve("PPGDalia_S6_stairs.pkl");
        assumeTrue(Files.exists(weights) && Files.exists(recording), "-Dhalfwave.data names no folder with model_S5.h5 "
                + "and PPGDalia_S6_stairs.pkl: the export is not compared on trained weights");
        float[] signals = PickleFile.read(recording, "X").array("X").toFloats(); // (215, 4, 256): PPG, acceleration
        Tensor x = Tensor.zeros(Shape.of(215, 1, HeartRateNetwork.WINDOW_SAMPLES));
        for (int i = 0; i < x.size(); i++) {
            int sample = i % HeartRateNetwork.WINDOW_SAMPLES;
            x.set(i, signals[(i - sample) * 4 + sample]);
        }
        for (Sequential model : List.of(HeartRateNetwork.of(new Relu()), HeartRateNetwork.fused(new Relu()))) {
            KerasWeights.read(weights).copyTo(model);
            requireEqualHeartRates(model, x);
        }
    }

    private static void requireEqualHeartRates(Sequential model, Tensor x) throws OrtException {
        try (OnnxRuntime theirs = OnnxRuntime.of(OnnxFile.bytes(model, x.shape().with(0, 1), Map.of()))) {
            assertThat(theirs.run(x).toArray()).usingComparatorWithPrecision((float) TOLERANCE)
                    .containsExactly(model.predict(x).toArray());
        }
    }

    @Test
    void aModelThatIsAThousandthOffIsSeen() throws OrtException {
        Sequential model = Sequential.of(LayerNorm.of(9));
        Shape input = Shape.of(2, 4, 9);
        byte[] exported = OnnxFile.bytes(model, input, Map.of());
        model.parameter("layerNorm1.weight").set(Tensor.full(Shape.of(9), 1.001f));
        List<String> wrong = new ArrayList<>();
        compare("off", model, exported, input, wrong);
        assertThat(wrong).hasSize(2).allMatch(text -> text.matches("off, [13] samples: differs by .*"));
    }

    private static void compare(String what, Sequential model, Shape input, List<String> wrong) {
        byte[] exported;
        try {
            exported = OnnxFile.bytes(model, input, Map.of());
        } catch (RuntimeException e) {
            wrong.add(what + ": " + e);
            return;
        }
        compare(what, model, exported, input, wrong);
    }

    private static void compare(
            String what, Sequential model, byte[] exported, Shape input, List<String> wrong) {
        try (OnnxRuntime theirs = OnnxRuntime.of(exported)) {
            for (int samples : new int[] {1, 3}) {
                Tensor x = Tensor.zeros(input.with(0, samples));
                Philox.of(samples, "inputs").fillGaussian(x.data(), 0, x.size(), 0, 2);
                double difference = difference(model.predict(x), theirs.run(x));
                if (!(difference <= TOLERANCE)) {
                    wrong.add(what + ", " + samples + " samples: differs by " + difference);
                }
            }
        } catch (OrtException | AssertionError e) {
            wrong.add(what + ": " + e.getMessage());
        }
    }

    /// The largest difference, relative to the larger of 1 and ours.
    private static double difference(Tensor ours, Tensor theirs) {
        assertThat(theirs.shape()).isEqualTo(ours.shape());
        double largest = 0;
        for (int i = 0; i < ours.size(); i++) {
            double difference = Math.abs(ours.get(i) - theirs.get(i)) / Math.max(1, Math.abs(ours.get(i)));
            largest = difference <= largest ? largest : difference; // NaN stays
        }
        return largest;
    }

    /// Biases and running statistics too, which begin at 0 and 1.
    private static Sequential withRandomParameters(Sequential model) {
        for (Parameter parameter : model.parameters()) {
            Tensor values = Tensor.zeros(parameter.shape());
            Philox random = Philox.of(1, parameter.name());
            if (parameter.name().endsWith("runningVariance")) {
                random.fillUniform(values.data(), 0, values.size(), 0.5f, 2);
            } else {
                random.fillGaussian(values.data(), 0, values.size(), 0, 0.3);
            }
            parameter.set(values);
        }
        return model;
    }

    @Test
    void everyLayerAndEveryOpOfOneInputIsExportedOrHasAReason() throws Exception {
        Set<String> known = new TreeSet<>(REFUSED);
        known.addAll(OF_SEVERAL_INPUTS);
        Cases.ops().forEach(one -> known.add(one.op().name()));
        assertThat(classes(Relu.class).stream()
                .filter(type -> type.isRecord() && Op.class.isAssignableFrom(type)).map(Class::getSimpleName))
                .as("ops of one input without a form in ONNX and without a reason").isSubsetOf(known);

        Set<Class<?>> layers =
                Cases.layers().stream().map(one -> one.layer().get().getClass()).collect(Collectors.toSet());
        assertThat(layerClasses()).as("layers without a case").isSubsetOf(layers);
    }

    private static List<Class<?>> layerClasses() throws IOException, ReflectiveOperationException {
        return classes(Layer.class).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && !type.isInterface()).toList();
    }

    @Test
    void opsWithoutAFormSayWhy() {
        assertThatThrownBy(() -> export(new ChannelMoments()))
                .hasMessage("OnnxFile: layer channelMoments1: ChannelMoments must "
                        + "keep axis 0, the batch, but makes (1, 3, 4) into (2, 3) and of two samples (2, 3)");
        assertThatThrownBy(() -> export(new InvertedDropout(0.5f, Philox.of(1, 1), 0))).hasMessage(
                "OnnxFile: layer invertedDropout1: InvertedDropout draws random numbers; the layer Dropout leaves it out in evaluation");
    }

    private static byte[] export(Op op) {
        return OnnxFile.bytes(Sequential.of(Layer.of(op)), Shape.of(1, 3, 4), Map.of());
    }

    /// The public top-level classes of a class's package in main code, from its folder or its jar.
    private static List<Class<?>> classes(Class<?> neighbour) throws IOException, ReflectiveOperationException {
        String folder = neighbour.getPackageName().replace('.', '/');
        Path code;
        try {
            code = Path.of(neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isDirectory(code)) {
            return classes(neighbour.getPackageName(), code.resolve(folder));
        }
        try (FileSystem jar = FileSystems.newFileSystem(code)) {
            return classes(neighbour.getPackageName(), jar.getPath(folder));
        }
    }

    private static List<Class<?>> classes(String packageName, Path folder)
            throws IOException, ReflectiveOperationException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[A-Z][A-Za-z0-9]*\\.class")) {
                    classes.add(Class.forName(packageName + "." + name.substring(0, name.length() - 6)));
                }
            }
        }
        return classes.stream().filter(type -> Modifier.isPublic(type.getModifiers())).toList();
    }
}
