package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.AdaptiveAveragePool1d;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Mean;
import dev.halfwave.core.op.Pad1d;
import dev.halfwave.core.op.PadMode;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.core.op.Sum;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import dev.halfwave.nn.io.SafeTensors;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Saving a model and building it again, also from files that were made to do harm.
final class ModelFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsAModelAmongOtherTensors() throws IOException {
        Sequential model = Sequential.of(Linear.of(2, 3).named("output")).initialize(1);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Tensor other = Tensor.zeros(Shape.of(3, 2));
        tensors.put("initial.output.weight", other);
        model.parameters().forEach(each -> tensors.put("final." + each.name(), each.tensor()));
        Path file = folder.resolve("both.safetensors");
        SafeTensors.write(file, tensors, model.fileMetadata("final."));
        Sequential loaded = Sequential.load(file);
        assertThat(loaded.parameters()).hasSize(2);
        Tensor x = Tensor.of(Shape.of(1, 2), 1, 2);
        assertThat(loaded.predict(x).toArray()).isEqualTo(model.predict(x).toArray());

        tensors.remove("final.output.bias");
        tensors.put("final.more", other);
        SafeTensors.write(file, tensors, model.fileMetadata("final."));
        assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class)
                .hasMessage(file + ": does not fit its architecture: final.output.bias is missing; "
                        + "final.more belongs to no layer");
    }

    @Test
    void everyLayerComesBackAsItWas() throws IOException {
        Sequential model = Sequential.of(
                Conv1d.of(2, 4, 5).withPadding(new Padding.Explicit(3, 1)).withDilation(2).withGroups(2),
                Activation.of(new Relu()),
                Conv1d.of(4, 4, 3).withPadding(new Padding.Causal()).withoutBias().named("second"),
                Activation.of(new DcFreeRelu()),
                Layer.of(new AveragePool1d(4, 2, 1, true, false)),
                Activation.of(new Abs()).named("magnitude"),
                Conv1d.of(4, 4, 3).withPadding(new Padding.Same()),
                Layer.of(new MaxPool1d(3, 2, 1, 1, true)),
                Conv1d.of(4, 6, 2).withStride(2),
                Sequential.of(
                        Layer.of(Reshape.to(-1, 3, 10)), Layer.of(new Identity()),
                        Sequential.of(Layer.of(new Flatten()), Linear.of(30, 5))),
                Activation.of(new Relu()),
                Linear.of(5, 3).withoutBias().named("logits"))
                .initialize(9);
        Tensor x = random(Shape.of(3, 2, 40), 1);
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Sequential loaded = Sequential.load(file);
        assertThat(loaded).hasToString(model.toString());
        assertThat(loaded.spec()).isEqualTo(model.spec());
        assertThat(loaded.parameters()).extracting(Parameter::toString)
                .isEqualTo(model.parameters().stream().map(Parameter::toString).toList());
        for (Parameter parameter : model.parameters()) {
            assertThat(bits(loaded.parameter(parameter.name()).tensor())).containsExactly(bits(parameter.tensor()));
        }
        assertThat(bits(loaded.predict(x))).containsExactly(bits(model.predict(x)));
    }

    @Test
    void layersThatNormalizeDropAttendAndAddComeBack() throws IOException {
        Sequential model = Sequential.of(
                BatchNorm1d.of(2).withMomentum(0.25).withEpsilon(1e-3).named("norm"),
                Dropout.of(0.3),
                Residual.of(Conv1d.of(2, 4, 1), Residual.of(LayerNorm.of(4, 10).withEpsilon(1e-4), Dropout.of(0.1)))
                        .withShortcut(Conv1d.of(2, 4, 1).named("projection")),
                MultiHeadSelfAttention.of(4, 2).withHeadSize(3).named("attention"),
                LayerNorm.of(10))
                .initialize(9);
        model.parameter("norm.runningMean").set(Tensor.of(Shape.of(2), 0.5f, -0.5f));
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Sequential loaded = Sequential.load(file);
        assertThat(loaded).hasToString(model.toString());
        assertThat(loaded.spec()).isEqualTo(model.spec());
        assertThat(loaded.parameters()).extracting(Parameter::toString)
                .isEqualTo(model.parameters().stream().map(Parameter::toString).toList());
        Tensor x = random(Shape.of(3, 2, 10), 1);
        assertThat(bits(loaded.predict(x))).containsExactly(bits(model.predict(x)));
        Pass training = new Pass(true, 5, 6, 0);
        assertThat(bits(loaded.forward(x, training))).containsExactly(bits(model.forward(x, training)));
    }

    @Test
    void aResidualFromAFileIsCheckedAsAnyLayer() throws IOException {
        refusedResidual("{\"type\":\"Residual\"}", "layer Residual: setting \"layers\" must be a list");
        refusedResidual(
                "{\"type\":\"Residual\",\"layers\":[],\"shortcut\":7}",
                "a layer must be a JSON object with a \"type\"");
        refusedResidual(
                "{\"type\":\"Residual\",\"layers\":[{\"type\":\"Nothing\"}]}",
                "there is no layer type Nothing in Halfwave; give Sequential.load a factory for it");
        refusedResidual(
                "{\"type\":\"MultiHeadSelfAttention\",\"channels\":1,\"heads\":65536,\"headSize\":65536}",
                "MultiHeadSelfAttention: 65536 heads of 65536 have more than 2^31 - 1 channels together");
        refusedResidual(
                "{\"type\":\"LayerNorm\",\"normalizedShape\":[65536,65536],\"epsilon\":1}",
                "Shape: [65536, 65536] has more than 2^31 - 1 elements, which one float[] cannot hold");
    }

    private void refusedResidual(String layer, String reason) throws IOException {
        Path file = folder.resolve("residual.safetensors");
        SafeTensors.write(file, Map.of(), Map.of(
                "halfwave.format", "1",
                "halfwave.architecture", "{\"type\":\"Sequential\",\"layers\":[" + layer + "]}"));
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the architecture cannot be built: " + reason);
    }

    @Test
    void bothGlobalPoolsComeBack() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Tensor x = random(Shape.of(2, 3, 9), 2);
        for (Op pool : List.of(new GlobalAveragePool1d(), new GlobalMaxPool1d())) {
            Sequential model = Sequential.of(Layer.of(pool));
            model.save(file);
            assertThat(bits(Sequential.load(file).predict(x))).containsExactly(bits(model.predict(x)));
        }
    }

    @Test
    void settingsOfEveryKindComeBack() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Tensor x = random(Shape.of(2, 3, 9), 2);
        for (Op op : List.of(
                Pad1d.reflect(3, -2), Pad1d.circular(0, 4), Pad1d.constant(1, 2, -0.1f),
                Pad1d.constant(1, 0, Float.NEGATIVE_INFINITY), Pad1d.constant(0, 1, Float.NaN),
                Mean.over(2, 1), Sum.over(-1).withKeptAxes(), new Transpose(1, -1), new Softmax(-2),
                new AdaptiveAveragePool1d(4))) {
            Sequential model = Sequential.of(Layer.of(op));
            model.save(file);
            Sequential loaded = Sequential.load(file);
            assertThat(loaded).hasToString(model.toString());
            assertThat(bits(loaded.predict(x))).containsExactly(bits(model.predict(x)));
        }
    }

    @Test
    void aChoiceIsWrittenAsItsName() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential.of(Layer.of(Pad1d.constant(2, 1, Float.POSITIVE_INFINITY)), Layer.of(Mean.over(-1, 0))).save(file);
        assertThat(SafeTensors.read(file).metadata().get("halfwave.architecture"))
                .isEqualTo("{\"type\":\"Sequential\",\"layers\":["
                        + "{\"type\":\"Pad1d\",\"left\":2,\"right\":1,\"mode\":\"CONSTANT\",\"value\":\"Infinity\"},"
                        + "{\"type\":\"Mean\",\"axes\":[-1,0],\"keepAxes\":false}]}");
    }

    @Test
    void aConvolutionsPaddingModeComesBack() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Tensor x = random(Shape.of(2, 2, 9), 2);
        Sequential model = Sequential.of(
                Conv1d.of(2, 3, 4).withPadding(new Padding.Same()).withPaddingMode(PadMode.REFLECT),
                Conv1d.of(3, 2, 3).withPadding(new Padding.Explicit(2, 1)).withPaddingMode(PadMode.CIRCULAR))
                .initialize(4);
        model.save(file);
        Sequential loaded = Sequential.load(file);
        assertThat(loaded).hasToString(model.toString());
        assertThat(bits(loaded.predict(x))).containsExactly(bits(model.predict(x)));
    }

    @Test
    void aPartOfAModelCanBeSavedOnItsOwn() throws IOException {
        Sequential block = Sequential.of(Linear.of(3, 4), Activation.of(new Relu()));
        Sequential.of(block, Linear.of(4, 2)).initialize(3);
        Path file = folder.resolve("block.safetensors");
        block.save(file);
        Sequential loaded = Sequential.load(file);
        Tensor x = random(Shape.of(2, 3), 1);
        assertThat(loaded.parameters()).extracting(Parameter::name).containsExactly("linear1.weight", "linear1.bias");
        assertThat(bits(loaded.predict(x))).containsExactly(bits(block.predict(x)));
    }

    @Test
    void whatIsLoadedCanBeTrainedAndSavedAgain() throws IOException {
        Sequential model = Fixtures.network(4, 3, 1).freeze("conv1");
        Path first = folder.resolve("first.safetensors");
        Path second = folder.resolve("second.safetensors");
        model.save(first);
        Sequential loaded = Sequential.load(first);
        assertThat(loaded.parameters()).allMatch(Parameter::isTrained); // a training freezes, a file does not
        loaded.save(second);
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
    }

    @Test
    void statesAreSavedToo() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential model = Sequential.of(new Gain(2));
        model.parameter("gain1.seen").set(Tensor.of(Shape.of(1), 7));
        model.save(file);
        Sequential loaded = Sequential.load(file, Map.of("Gain", spec -> new Gain(spec.integer("channels"))));
        assertThat(loaded.parameter("gain1.seen").tensor().item()).isEqualTo(7);
    }

    @Test
    void theFileSaysWhatItIs() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential
                .of(Conv1d.of(1, 2, 3).withPadding(new Padding.Explicit(2, 0)).withoutBias(),
                        Linear.of(4, 2).named("out"))
                .save(file);
        Map<String, String> metadata = SafeTensors.read(file).metadata();
        assertThat(metadata).containsEntry("halfwave.format", "1");
        assertThat(metadata.get("halfwave.architecture"))
                .isEqualTo("{\"type\":\"Sequential\",\"layers\":["
                        + "{\"type\":\"Conv1d\",\"inChannels\":1,\"outChannels\":2,\"kernelSize\":3,\"stride\":1,"
                        + "\"padding\":\"Explicit\",\"dilation\":1,\"groups\":1,\"bias\":false,\"paddingLeft\":2,"
                        + "\"paddingRight\":0},"
                        + "{\"type\":\"Linear\",\"name\":\"out\",\"inFeatures\":4,\"outFeatures\":2,\"bias\":true}]}");
        assertThat(SafeTensors.read(file).tensors().keySet())
                .containsExactly("conv1.weight", "out.weight", "out.bias");
    }

    // --- one's own layers and ops ---

    /// A layer of one's own that says how to build it again.
    private static final class Gain implements Layer {
        private final int channels;
        private final Parameter gain;
        private final Parameter seen = Parameter.state("seen", Shape.of(1), Initializer.zeros());

        private Gain(int channels) {
            this.channels = channels;
            this.gain = Parameter.of("gain", Shape.of(channels), Initializer.constant(1), new Fans(1, 1));
        }

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(gain, seen);
        }

        @Override
        public LayerSpec spec() {
            return LayerSpec.of("Gain").with("channels", channels);
        }
    }

    /// A layer of one's own that does not.
    private static final class Silent implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    /// An op of one's own: `y = factor · x`.
    public record Times(float factor) implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, factor * x.get(i));
            }
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            forward(dy, dx);
        }
    }

    /// An op of one's own with a setting that a file cannot hold.
    public record Labelled(String label) implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            y.copyFrom(x);
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            dx.copyFrom(dy);
        }
    }

    /// An op of one's own that has the name of another.
    private static final class OwnOps {
        /// Not Halfwave's.
        record Relu() implements UnaryOp {
            @Override
            public void forward(Tensor x, Tensor y) {
                y.copyFrom(x);
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                dx.copyFrom(dy);
            }
        }
    }

    @Test
    void anOpOfOnesOwnComesBackThroughAFactory() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential.of(Activation.of(new Times(2.5f))).save(file);
        Sequential loaded = Sequential.load(
                file, Map.of("Times", spec -> Activation.of(new Times((float) spec.number("factor")))));
        assertThat(loaded.predict(Tensor.of(Shape.of(1), 2)).item()).isEqualTo(5);
    }

    @Test
    void withoutAFactoryOnesOwnTypesAreUnknown() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential.of(Activation.of(new Times(2.5f))).save(file);
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the architecture cannot be built: there is no layer type Times in Halfwave; give "
                        + "Sequential.load a factory for it");
    }

    @Test
    void refusesToSaveWhatCouldNotBeBuiltAgain() {
        Path file = folder.resolve("model.safetensors");
        assertThatThrownBy(() -> Sequential.of(new Silent()).save(file))
                .isExactlyInstanceOf(UnsupportedOperationException.class)
                .hasMessage("Sequential.save: layer Silent cannot be saved, because "
                        + "dev.halfwave.nn.ModelFileTest$Silent does not say how to build it again; override spec()");
        assertThatThrownBy(() -> Sequential.of(Activation.of(new Labelled("a"))).save(file))
                .isExactlyInstanceOf(UnsupportedOperationException.class)
                .hasMessage("Sequential.save: op Labelled[label=a] cannot be described in a file, because its setting "
                        + "label is no number, flag or list of integers; give it a layer of its own with a spec()");
        assertThatThrownBy(() -> Sequential.of(Activation.of(new OwnOps.Relu())).save(file))
                .isExactlyInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "Sequential.save: op dev.halfwave.nn.ModelFileTest$OwnOps$Relu cannot be saved under the name "
                                + "Relu, which is that of one of Halfwave's; override name()");
        assertThat(file).doesNotExist();
    }

    @Test
    void aSaveThatFailsLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential.of(Linear.of(2, 2)).save(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Sequential.of(Linear.of(3, 3), new Silent()).save(file))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThatThrownBy(() -> Sequential.of(Linear.of(3, 3)).save(folder.resolve("nowhere/model.safetensors")))
                .isInstanceOf(IOException.class);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file); // nothing is left behind
        }
    }

    // --- files that were made to do harm ---

    @Test
    void aFileWithoutAnArchitectureIsNoModel() throws IOException {
        Path file = folder.resolve("other.safetensors");
        SafeTensors.write(file, Map.of("w", Tensor.scalar(1)), Map.of("made", "elsewhere"));
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": holds no halfwave.architecture in its metadata; it was not written by "
                        + "Sequential.save");
    }

    @Test
    void aFileOfAnotherFormatIsRefused() throws IOException {
        Path file = folder.resolve("new.safetensors");
        SafeTensors.write(file, Map.of(), Map.of("halfwave.format", "2", "halfwave.architecture", "{}"));
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is of format 2, but this version of Halfwave reads format 1");
    }

    @Test
    void anArchitectureThatIsNoneIsRefused() throws IOException {
        refused("not JSON", "JSON, line 1, column 1: expected a value, but there is 'n'");
        refused("[]", "a layer must be a JSON object with a \"type\"");
        refused("null", "a layer must be a JSON object with a \"type\"");
        refused("{\"type\":3}", "a layer must be a JSON object with a \"type\"");
        refused(linear(2, 2), "the outermost layer must be Sequential, but is Linear");
        refused("{\"type\":\"Sequential\"}", "layer Sequential: setting \"layers\" must be a list");
        refused("{\"type\":\"Sequential\",\"layers\":{}}", "layer Sequential: setting \"layers\" must be a list");
        refused(model("null"), "a layer must be a JSON object with a \"type\"");
        refused(model("{}"), "a layer must be a JSON object with a \"type\"");
        refused("{\"type\":\"Sequential\",\"layers\":".repeat(40) + "[]" + "}".repeat(40),
                "layer Sequential: setting \"layers\" must be a list");
        refused("[".repeat(100_000), "JSON, line 1, column 65: values nest deeper than 64");
    }

    @Test
    void typesOutsideOfHalfwaveAreUnknown() throws IOException {
        for (String type : List.of(
                "Convolution9d", "java.lang.String", "java.io.File", "../io/SafeTensors", "io.SafeTensors",
                "Sequential$1",
                "String", "Object", "", "Conv1d;", "ModelFile", "OpSpec", "Parameter", "Layer", "Activation", "Pass",
                "relu",
                "Padding", "Reduction", "[LLinear;")) {
            refused(model("{\"type\":\"" + type + "\"}"),
                    "there is no layer type " + type + " in Halfwave; give Sequential.load a factory for it");
        }
    }

    @Test
    void opsThatAreNoLayersAreRefused() throws IOException {
        refused(model("{\"type\":\"Convolution1d\",\"stride\":1,\"padding\":\"Valid\",\"dilation\":1,\"groups\":1}"),
                "layer Convolution1d cannot be described in a file");
        refused(model("{\"type\":\"CrossEntropy\",\"reduction\":\"SUM\",\"labelSmoothing\":0}"),
                "layer CrossEntropy: only an op of one input can be a layer; CrossEntropy: takes two inputs (logits, "
                        + "target), but was given 1");
        refused(model("{\"type\":\"Add\"}"),
                "layer Add: only an op of one input can be a layer; Add: takes two inputs (a, b), but was given 1");
    }

    @Test
    void choicesAreReadLetterForLetter() throws IOException {
        String pad = "{\"type\":\"Pad1d\",\"left\":1,\"right\":1,\"mode\":\"REFLECT\",\"value\":0}";
        for (String other : List.of("reflect", "Reflect", "MIRROR", "", "REFLECT ")) {
            refused(model(pad.replace("REFLECT", other)), "layer Pad1d: setting \"mode\" must be one of CONSTANT, "
                    + "REFLECT, REPLICATE, CIRCULAR, but is " + other);
        }
        refused(model(pad.replace("\"REFLECT\"", "1")), "layer Pad1d: setting \"mode\" must be a text, but is 1");
        refused(model(pad.replace("\"mode\":\"REFLECT\",", "")), "layer Pad1d: setting \"mode\" is missing");
        refused(model(pad.replace("\"value\":0", "\"value\":3")),
                "Pad1d: value must be 0 for mode REFLECT, which takes none, but is 3.0");
        refused(model(pad.replace("\"value\":0", "\"value\":\"infinity\"")),
                "layer Pad1d: setting \"value\" must be a number, but is infinity");
        String convolution = "{\"type\":\"Conv1d\",\"inChannels\":2,\"outChannels\":2,\"kernelSize\":3,\"stride\":1,"
                + "\"padding\":\"Same\",\"dilation\":1,\"groups\":1,\"bias\":true,\"paddingMode\":\"zeros\"}";
        refused(model(convolution),
                "layer Conv1d: setting \"paddingMode\" must be one of CONSTANT, REFLECT, REPLICATE, "
                        + "CIRCULAR, but is zeros");
        refused(model("{\"type\":\"Sum\",\"axes\":[1,1],\"keepAxes\":true}"),
                "Sum: each axis may be named once, but 1 is there twice in (1, 1)");
    }

    @Test
    void settingsOfTheWrongKindAreRefused() throws IOException {
        refused(model("{\"type\":\"Linear\",\"inFeatures\":2,\"bias\":true}"),
                "layer Linear: setting \"outFeatures\" is missing");
        refused(model("{\"type\":\"Linear\",\"inFeatures\":\"2\",\"outFeatures\":2,\"bias\":true}"),
                "layer Linear: setting \"inFeatures\" must be a whole number, but is 2");
        refused(model("{\"type\":\"Linear\",\"inFeatures\":2.5,\"outFeatures\":2,\"bias\":true}"),
                "layer Linear: setting \"inFeatures\" must be a whole number, but is 2.5");
        refused(model("{\"type\":\"Linear\",\"inFeatures\":4294967298,\"outFeatures\":2,\"bias\":true}"), // 2³² + 2
                "layer Linear: setting \"inFeatures\" must be a whole number, but is 4294967298");
        refused(model("{\"type\":\"Linear\",\"inFeatures\":2,\"outFeatures\":2,\"bias\":1}"),
                "layer Linear: setting \"bias\" must be true or false, but is 1");
        refused(model("{\"type\":\"Linear\",\"inFeatures\":2,\"outFeatures\":-2,\"bias\":true}"),
                "Linear: inFeatures and outFeatures must be at least 1, but are 2 and -2");
        refused(model("{\"type\":\"Relu\",\"name\":7}"), "layer Relu: setting \"name\" must be a text, but is 7");
        refused(model("{\"type\":\"Relu\",\"name\":\"../x\"}"),
                "Sequential: a layer's name must be letters, digits and underscores, but is \"../x\"");
        refused(model("{\"type\":\"MaxPool1d\",\"kernelSize\":0,\"stride\":1,\"padding\":0,\"dilation\":1,"
                + "\"ceilMode\":false}"), "MaxPool1d: kernelSize must be at least 1, but is 0");
        refused(model("{\"type\":\"Reshape\",\"lengths\":[2,\"a\"]}"),
                "layer Reshape: setting \"lengths\" must be a list of whole numbers, but is [2, a]");
        refused(model("{\"type\":\"Reshape\",\"lengths\":[-1,-1]}"),
                "Reshape: lengths must be at least 0, or -1 for one of them, but are (-1, -1)");
        refused(model(linear(2, 2) + "," + linear(2, 2).replace("}", ",\"name\":\"linear1\"}")),
                "Sequential: two layers are named linear1; give each a name of its own with named(...)");
        String convolution = "{\"type\":\"Conv1d\",\"inChannels\":2,\"outChannels\":2,\"kernelSize\":3,\"stride\":1,"
                + "\"padding\":\"Valid\",\"dilation\":1,\"groups\":1,\"bias\":true}";
        refused(model(convolution.replace("Valid", "Reflect")),
                "layer Conv1d: setting \"padding\" must be Valid, Same, Causal or Explicit, but is Reflect");
        refused(model(convolution.replace("Valid", "Explicit")), "layer Conv1d: setting \"paddingLeft\" is missing");
        refused(model(convolution.replace("\"groups\":1", "\"groups\":3")),
                "Conv1d: inChannels (2) and outChannels (2) must be divisible by groups (3)");
        refused(model(convolution.replace("\"groups\":1", "\"groups\":0")),
                "Convolution1d: groups must be at least 1, but is 0");
        refused(model(convolution.replace("\"inChannels\":2", "\"inChannels\":2147483647")),
                "Shape: [2, 2147483647, 3] has more than 2^31 - 1 elements, which one float[] cannot hold");
    }

    @Test
    void settingsThatNoLayerReadsAreRefused() throws IOException {
        String convolution = "{\"type\":\"Conv1d\",\"inChannels\":2,\"outChannels\":2,\"kernelSize\":3,\"stride\":1,"
                + "\"padding\":\"Same\",\"dilation\":1,\"groups\":1,\"bias\":true,";
        refusedSetting("Conv1d", "ctivation", model(convolution + "\"ctivation\":\"Relu\"}"));
        refusedSetting("Conv1d", "paddingmode", model(convolution + "\"paddingmode\":\"REFLECT\"}"));
        refusedSetting("Conv1d", "paddingLeft", model(convolution + "\"paddingLeft\":1}"));
        refusedSetting("Conv1d", "activation.alpha",
                model(convolution + "\"activation\":\"Relu\",\"activation.alpha\":1}"));
        refusedSetting("Residual", "shortcuT", model("{\"type\":\"Residual\",\"layers\":[],\"shortcuT\":{}}"));
        refusedSetting("Sequential", "name", "{\"type\":\"Sequential\",\"layers\":[],\"name\":\"all\"}");
        refusedSetting("Relu", "nane", model("{\"type\":\"Relu\",\"nane\":\"first\"}"));
        refusedSetting("FilteredActivation", "op.x",
                model("{\"type\":\"FilteredActivation\",\"op\":\"Relu\",\"op.x\":0}"));
    }

    private void refusedSetting(String layer, String setting, String architecture) throws IOException {
        refused(architecture, "layer " + layer + ": setting \"" + setting + "\" has no meaning here; the file is "
                + "damaged, or of another version of Halfwave");
    }

    /// What a factory builds need not describe itself, nor read all that it is given.
    @Test
    void aFactoryMayLeaveSettingsUnread() throws IOException {
        Path file = write(model("{\"type\":\"Silent\",\"remark\":\"ours\"}"), Map.of());
        assertThat(Sequential.load(file, Map.of("Silent", _ -> new Silent())).layers()).containsOnlyKeys("silent1");
    }

    /// 8 GB of weights that the file only speaks of.
    @Test
    void whatAFileDoesNotHoldIsNotAllocated() throws Exception {
        Path file = write(model(linear(32768, 65535)), Map.of("linear1.bias", Tensor.zeros(Shape.of(65535))));
        long before = allocatedBytes();
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": does not fit its architecture: linear1.weight is missing");
        assertThat(allocatedBytes() - before).isLessThan(16_000_000);
    }

    /// The thread's counter; by reflection, since tests are compiled without the module that has it.
    private static long allocatedBytes() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method counter = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return (long) counter.invoke(threads);
    }

    @Test
    void tensorsThatDoNotFitAreNamed() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("linear1.weight", Tensor.zeros(Shape.of(2, 3)));
        tensors.put("linear2.bias", Tensor.zeros(Shape.of(2)));
        Path file = write(model(linear(2, 3) + "," + linear(3, 2)), tensors);
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file
                        + ": does not fit its architecture: linear1.weight must have shape (3, 2), but has (2, 3); "
                        + "linear1.bias is missing; linear2.weight is missing");
    }

    @Test
    void tensorsThatBelongToNoLayerAreNamed() throws IOException {
        Path file = write(model(linear(1, 1).replace("true", "false")),
                Map.of("linear1.weight", Tensor.zeros(Shape.of(1, 1)), "linear1.bias", Tensor.zeros(Shape.of(1))));
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": does not fit its architecture: linear1.bias belongs to no layer");
    }

    @Test
    void aFactoryThatRefusesIsQuoted() throws IOException {
        Path file = write(model("{\"type\":\"Gain\",\"channels\":\"many\"}"), Map.of());
        assertThatThrownBy(() -> Sequential.load(file, Map.of("Gain", spec -> new Gain(spec.integer("channels")))))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + ": the architecture cannot be built: layer Gain: setting \"channels\" must be a whole "
                                + "number, but is many");
    }

    @Test
    void aSettingCannotTakeThePlaceOfTheType() {
        assertThatThrownBy(() -> LayerSpec.of("Gain").with("type", "Linear"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("LayerSpec: a setting of layer Gain cannot be named type");
    }

    private void refused(String architecture, String problem) throws IOException {
        Path file = write(architecture, Map.of());
        assertThatThrownBy(() -> Sequential.load(file))
                .as(architecture.substring(0, Math.min(100, architecture.length())))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the architecture cannot be built: " + problem);
    }

    private Path write(String architecture, Map<String, Tensor> tensors) throws IOException {
        Path file = folder.resolve("hostile.safetensors");
        SafeTensors.write(file, tensors, Map.of("halfwave.format", "1", "halfwave.architecture", architecture));
        return file;
    }

    private static String model(String layers) {
        return "{\"type\":\"Sequential\",\"layers\":[" + layers + "]}";
    }

    private static String linear(int inFeatures, int outFeatures) {
        return "{\"type\":\"Linear\",\"inFeatures\":" + inFeatures + ",\"outFeatures\":" + outFeatures
                + ",\"bias\":true}";
    }

    @Test
    void aDescriptionThatWasChangedIsRefused() throws IOException {
        Path file = folder.resolve("changed.safetensors");
        Sequential.of(Conv1d.of(1, 2, 3)).initialize(1).save(file);
        SafeTensors saved = SafeTensors.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
        metadata.computeIfPresent("halfwave.architecture",
                (key, text) -> text.replace("\"dilation\":1", "\"dilation\":2"));
        SafeTensors.write(file, saved.tensors(), metadata);
        assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": halfwave.architecture has the SHA-256 ")
                .hasMessageEndingWith(" as when it was written; the file is damaged, or was changed by hand, when "
                        + "halfwave.architectureSha256 must be removed");
        metadata.remove("halfwave.architectureSha256");
        SafeTensors.write(file, saved.tensors(), metadata);
        assertThat(Sequential.load(file).layer("conv1").spec().integer("dilation")).isEqualTo(2);
    }
}
