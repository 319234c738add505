package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.experiments.data.OldStyleHdf5.Group;
import dev.halfwave.experiments.study.Sha256;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.MultiHeadSelfAttention;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasWeightsTest {

    private static final Path FILE = Path.of("w.h5");

    /// Values 1, 2, 3 … from `first` on.
    private static Tensor count(int first, int... shape) {
        Tensor tensor = Tensor.zeros(Shape.of(shape));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, first + i);
        }
        return tensor;
    }

    /// A model of one layer of each kind, the first within a model of its own, as `model.save` writes it.
    private static Group everyLayer() {
        Group weights = new Group();
        weights.with("layer_names", "input_1", "model_3", "attention", "flatten", "dense");
        weights.group("input_1").with("weight_names");
        weights.group("flatten").with("weight_names");
        weights.group("model_3")
                .with("weight_names", "conv/kernel:0", "conv/bias:0", "batch/gamma:0", "batch/beta:0", "norm/gamma:0",
                        "norm/beta:0", "batch/moving_mean:0", "batch/moving_variance:0")
                .with("conv/kernel:0", count(1, 3, 2, 4)).with("conv/bias:0", count(100, 4))
                .with("batch/gamma:0", count(200, 4)).with("batch/beta:0", count(210, 4))
                .with("batch/moving_mean:0", count(220, 4)).with("batch/moving_variance:0", count(230, 4))
                .with("norm/gamma:0", count(240, 4)).with("norm/beta:0", count(250, 4));
        Group attention = weights.group("attention").with(
                "weight_names", "attention/query/kernel:0", "attention/query/bias:0", "attention/key/kernel:0",
                "attention/key/bias:0", "attention/value/kernel:0", "attention/value/bias:0",
                "attention/attention_output/kernel:0", "attention/attention_output/bias:0");
        int first = 300;
        for (String part : List.of("query", "key", "value")) {
            attention.with("attention/" + part + "/kernel:0", count(first, 4, 2, 3));
            attention.with("attention/" + part + "/bias:0", count(first + 50, 2, 3));
            first += 100;
        }
        attention.with("attention/attention_output/kernel:0", count(600, 2, 3, 4));
        attention.with("attention/attention_output/bias:0", count(650, 4));
        weights.group("dense").with("weight_names", "dense/kernel:0", "dense/bias:0")
                .with("dense/kernel:0", count(700, 20, 2)).with("dense/bias:0", count(800, 2));
        return weights;
    }

    private static Group root(Group weights) {
        Group root = new Group().with("keras_version", "2.13.1");
        root.members.put("model_weights", weights);
        return root;
    }

    private static Sequential model(Layer... head) {
        Layer[] layers = {
            Sequential.of(
                    Conv1d.of(2, 4, 3).withPadding(new Padding.Causal()), Activation.of(new Relu()), BatchNorm1d.of(4),
                    Activation.of(new Transpose(1, 2)), LayerNorm.of(4), Activation.of(new Transpose(-1, 1))),
            MultiHeadSelfAttention.of(4, 2).withHeadSize(3)};
        Layer[] all = Arrays.copyOf(layers, layers.length + head.length);
        System.arraycopy(head, 0, all, layers.length, head.length);
        return Sequential.of(all);
    }

    private static Sequential model() {
        return model(Layer.of(new Flatten()), Linear.of(20, 2));
    }

    private static KerasWeights read(Group root) throws IOException {
        return KerasWeights.read(FILE, OldStyleHdf5.write(root, true));
    }

    @Test
    void readsWeightsInKerasOrder() throws IOException {
        for (boolean variable : List.of(true, false)) {
            KerasWeights weights = KerasWeights.read(FILE, OldStyleHdf5.write(root(everyLayer()), variable));
            assertThat(weights.tensors().keySet()).containsExactly(
                    "model_3/conv/kernel:0", "model_3/conv/bias:0", "model_3/batch/gamma:0", "model_3/batch/beta:0",
                    "model_3/norm/gamma:0", "model_3/norm/beta:0", "model_3/batch/moving_mean:0",
                    "model_3/batch/moving_variance:0", "attention/attention/query/kernel:0",
                    "attention/attention/query/bias:0", "attention/attention/key/kernel:0",
                    "attention/attention/key/bias:0", "attention/attention/value/kernel:0",
                    "attention/attention/value/bias:0", "attention/attention/attention_output/kernel:0",
                    "attention/attention/attention_output/bias:0", "dense/dense/kernel:0", "dense/dense/bias:0");
            assertThat(weights.tensors().get("model_3/conv/kernel:0").shape()).isEqualTo(Shape.of(3, 2, 4));
            assertThat(weights.tensors().get("model_3/conv/kernel:0").toArray()).isEqualTo(count(1, 24).toArray());
            assertThat(weights.count()).isEqualTo(24 + 4 + 16 + 8 + 3 * 30 + 28 + 42);
        }
    }

    @Test
    void readsFilesOfWeightsOnly() throws IOException {
        assertThat(read(everyLayer()).tensors().keySet()).isEqualTo(read(root(everyLayer())).tensors().keySet());
    }

    @Test
    void copiesEveryWeightToItsPlace() throws IOException {
        Sequential model = model();
        read(root(everyLayer())).copyTo(model);

        Tensor convolution = model.parameter("sequential1.conv1.weight").tensor();
        Tensor query = model.parameter("multiHeadSelfAttention1.query.weight").tensor();
        Tensor output = model.parameter("multiHeadSelfAttention1.output.weight").tensor();
        Tensor dense = model.parameter("linear1.weight").tensor();
        assertThat(convolution.at(3, 1, 2)).as("out 3, in 1, tap 2").isEqualTo(1 + (2 * 2 + 1) * 4 + 3);
        assertThat(query.at(5, 2, 0)).as("head 1, component 2, channel 2").isEqualTo(300 + (2 * 2 + 1) * 3 + 2);
        assertThat(output.at(3, 5, 0)).as("channel 3 from head 1, component 2").isEqualTo(600 + (1 * 3 + 2) * 4 + 3);
        assertThat(dense.at(1, 3 * 5 + 2)).as("channel 3 at time 2").isEqualTo(700 + (2 * 4 + 3) * 2 + 1);
        assertThat(values(model, "sequential1.conv1.bias")).isEqualTo(count(100, 4).toArray());
        assertThat(values(model, "sequential1.batchNorm1.weight")).isEqualTo(count(200, 4).toArray());
        assertThat(values(model, "sequential1.batchNorm1.bias")).isEqualTo(count(210, 4).toArray());
        assertThat(values(model, "sequential1.batchNorm1.runningMean")).isEqualTo(count(220, 4).toArray());
        assertThat(values(model, "sequential1.batchNorm1.runningVariance")).isEqualTo(count(230, 4).toArray());
        assertThat(values(model, "sequential1.layerNorm1.weight")).isEqualTo(count(240, 4).toArray());
        assertThat(values(model, "sequential1.layerNorm1.bias")).isEqualTo(count(250, 4).toArray());
        assertThat(values(model, "multiHeadSelfAttention1.key.bias")).isEqualTo(count(450, 6).toArray());
        assertThat(values(model, "multiHeadSelfAttention1.output.bias")).isEqualTo(count(650, 4).toArray());
        assertThat(values(model, "linear1.bias")).isEqualTo(count(800, 2).toArray());
    }

    /// Keras lets `key_dim` be any number.
    @Test
    void theHeadsNeedNotDivideTheChannels() throws IOException {
        String[] names = {"query", "key", "value"};
        Group weights = new Group().with("layer_names", "a");
        Group attention =
                weights.group("a").with("weight_names", "a/query/kernel:0", "a/query/bias:0", "a/key/kernel:0",
                        "a/key/bias:0", "a/value/kernel:0", "a/value/bias:0", "a/attention_output/kernel:0",
                        "a/attention_output/bias:0");
        for (int i = 0; i < names.length; i++) {
            attention.with("a/" + names[i] + "/kernel:0", count(100 * i, 5, 2, 3));
            attention.with("a/" + names[i] + "/bias:0", count(1000 * i, 2, 3));
        }
        attention.with("a/attention_output/kernel:0", count(600, 2, 3, 5)).with("a/attention_output/bias:0",
                count(1, 5));
        Sequential model = Sequential.of(MultiHeadSelfAttention.of(5, 2, 3).named("a"));
        read(weights).copyTo(model);
        assertThat(model.parameter("a.value.weight").tensor().at(4, 3, 0)).as("head 1, component 1, channel 3")
                .isEqualTo(200 + (3 * 2 + 1) * 3 + 1);
        assertThat(model.parameter("a.output.weight").tensor().at(4, 5, 0)).as("channel 4 from head 1, component 2")
                .isEqualTo(600 + (1 * 3 + 2) * 5 + 4);
    }

    private static float[] values(Sequential model, String parameter) {
        return model.parameter(parameter).tensor().toArray();
    }

    /// Whether time or channels come first when a signal is flattened, its weights meet the same elements.
    @Test
    void flatteningInEitherOrderGivesTheSame() throws IOException {
        Sequential channelsFirst = model();
        Sequential channelsLast = model(Activation.of(new Transpose(1, 2)), Layer.of(new Flatten()), Linear.of(20, 2));
        read(root(everyLayer())).copyTo(channelsFirst);
        read(root(everyLayer())).copyTo(channelsLast);

        Tensor dense = channelsLast.parameter("linear1.weight").tensor();
        assertThat(dense.at(1, 2 * 4 + 3)).as("channel 3 at time 2").isEqualTo(700 + (2 * 4 + 3) * 2 + 1);
        assertThat(dense.toArray()).isNotEqualTo(values(channelsFirst, "linear1.weight"));
        Tensor x = count(-5, 1, 2, 5);
        Tensor y = channelsFirst.predict(x);
        assertThat(channelsLast.predict(x).get(1)).isCloseTo(y.get(1), withinPercentage(1e-3));
    }

    private static ThrowableAssertAlternative<DataFileException> assertRefused(Group root) {
        return assertThatExceptionOfType(DataFileException.class).isThrownBy(() -> read(root));
    }

    private static ThrowableAssertAlternative<DataFileException> assertUnfit(Sequential model, Group weights) {
        List<float[]> before = model.parameters().stream().map(Parameter::tensor).map(Tensor::toArray).toList();
        var refusal = assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> read(weights).copyTo(model));
        List<float[]> after = model.parameters().stream().map(Parameter::tensor).map(Tensor::toArray).toList();
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isEqualTo(before.get(i));
        }
        return refusal;
    }

    @Test
    void whatDoesNotFitIsListedAndChangesNothing() {
        Group weights = everyLayer();
        weights.with("layer_names", "model_3", "attention", "extra", "dense");
        weights.group("extra").with("weight_names", "extra/kernel:0").with("extra/kernel:0", count(1, 5, 4, 4));
        weights.group("dense").with("weight_names", "dense/kernel:0").with("dense/kernel:0", count(1, 24, 2));
        weights.group("model_3").with("weight_names", "conv/kernel:0", "conv/bias:0", "norm/gamma:0", "norm/beta:0");
        weights.group("attention").with("attention/value/bias:0", count(0, 3, 2));
        assertUnfit(model(), root(weights)).withMessage("w.h5: does not fit the model: "
                + "sequential1.batchNorm1 is missing in the file: it needs gamma (4), beta (4), moving_mean (4), "
                + "moving_variance (4); "
                + "multiHeadSelfAttention1 needs value/bias (2, 3), but attention/attention has (3, 2); "
                + "extra/extra (kernel (5, 4, 4)) belongs to no layer of the model; "
                + "linear1 needs kernel (20, 2), but dense/dense has (24, 2); "
                + "linear1 needs bias (2), which is missing in dense/dense");
    }

    @Test
    void aBiasTooManyIsNamed() {
        Sequential model = Sequential.of(Linear.of(20, 2).withoutBias());
        Group weights = new Group().with("layer_names", "dense");
        weights.group("dense").with("weight_names", "dense/kernel:0", "dense/bias:0")
                .with("dense/kernel:0", count(700, 20, 2)).with("dense/bias:0", count(800, 2));
        assertUnfit(model, weights)
                .withMessage("w.h5: does not fit the model: dense/dense has bias (2), which linear1 has not");
    }

    @Test
    void layersOfOneShapeMustBeInOrder() throws IOException {
        Group weights = new Group().with("layer_names", "dense_1", "dense");
        for (String name : List.of("dense", "dense_1")) {
            weights.group(name).with("weight_names", name + "/kernel:0").with(name + "/kernel:0", count(1, 2, 2));
        }
        Sequential model = Sequential.of(Linear.of(2, 2).withoutBias(), Linear.of(2, 2).withoutBias());
        assertUnfit(model, weights).withMessage("w.h5: lists dense_1/dense_1 before dense/dense; a file without a "
                + "model_config must have the layers of a type in the order of their numbers, so save the whole model "
                + "with model.save");
        String config = "{\"config\":{\"layers\":[{\"config\":{\"name\":\"dense_1\"}},"
                + "{\"config\":{\"name\":\"dense\"}}]}}";
        read(root(weights).with("model_config", config)).copyTo(model);
        weights.with("layer_names", "dense", "dense_1");
        assertUnfit(model, root(weights).with("model_config", config)).withMessage("w.h5: lists dense/dense before "
                + "dense_1/dense_1, but its model_config applies them in the other order");
        assertRefused(root(weights).with("model_config", config, config))
                .withMessage("w.h5: / must have a text in its attribute model_config");
    }

    @Test
    void longListsOfProblemsAreCut() {
        Layer[] layers = new Layer[25];
        Arrays.setAll(layers, _ -> Linear.of(7, 7));
        assertUnfit(Sequential.of(layers), everyLayer())
                .withMessageMatching("w.h5: does not fit.{400,450}; and 24 more");
    }

    @Test
    void modelsThatKerasDoesNotKnowAreRefused() throws IOException {
        KerasWeights weights = read(everyLayer());
        Sequential model = Sequential.of(Residual.of(Linear.of(2, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> weights.copyTo(model))
                .withMessageStartingWith("layer residual1, Residual(")
                .withMessageEndingWith(", has parameters that no Keras layer is known to have");
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() {
        Tensor bias = count(1, 2);
        bias.set(1, Float.NaN);
        Group weights = everyLayer();
        weights.group("dense").with("dense/bias:0", bias);
        assertRefused(root(weights))
                .withMessageMatching(
                        "w\\.h5, byte \\d+: /model_weights/dense/dense/bias:0 has NaN as element 1 of \\(2\\)");
    }

    @Test
    void namesMustBeThere() {
        Group weights = everyLayer();
        weights.group("dense").with("weight_names", "dense/kernel:0", "dense/offset:0");
        assertRefused(root(weights)).withMessage(
                "w.h5: /model_weights/dense names the weight \"dense/offset:0\", but has no data of this name");
        assertRefused(root(everyLayer().with("layer_names", "nobody"))).withMessage(
                "w.h5: /model_weights names the layer \"nobody\", but has no group of this name");
        assertRefused(root(everyLayer().with("layer_names", "dense", "dense"))).withMessage(
                "w.h5: /model_weights has \"dense\" twice in its attribute layer_names");
        assertRefused(root(everyLayer().with("layer_names", "flatten"))).withMessage(
                "w.h5: /model_weights has layers without any weights");
        Group without = everyLayer();
        without.group("dense").texts.clear();
        assertRefused(root(without)).withMessage("w.h5: /model_weights/dense has no attribute weight_names");
        assertRefused(root(everyLayer().with("layer_names", "/dense"))).withMessage(
                "w.h5: /model_weights has the name \"/dense\" in its attribute layer_names");
    }

    @Test
    void listsOverSeveralAttributesAreOne() throws IOException {
        Group weights = everyLayer();
        weights.texts.remove("layer_names");
        weights.with("layer_names0", "dense").with("layer_names1", "model_3");
        assertThat(read(root(weights)).tensors()).hasSize(10).containsKey("model_3/conv/bias:0");
    }

    @Test
    void otherFilesAreRefused(@TempDir Path folder) throws IOException {
        assertRefused(new Group()).withMessage("w.h5: neither the root nor its group model_weights has the attribute "
                + "layer_names, so this is no model saved by Keras in HDF5");
        assertRefused(new Group().with("layers/dense/vars/0", count(1, 2))).withMessageEndingWith("; it looks like "
                + "weights in the format of Keras 3, save the whole model as .h5");
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> KerasWeights.read(FILE, "PK\3\4 a .keras file".repeat(20).getBytes("US-ASCII")))
                .withMessage(
                        "w.h5, byte 0: this is no HDF5 file, which begins with the signature \\x89HDF\\r\\n\\x1a\\n "
                                + "and a superblock of 96 bytes");
        assertThatExceptionOfType(DataFileException.class).isThrownBy(() -> KerasWeights.read(folder.resolve("no.h5")))
                .withMessage(folder.resolve("no.h5") + ": there is no such file");
        assertThatExceptionOfType(DataFileException.class).isThrownBy(() -> KerasWeights.read(folder))
                .withMessage(folder + ": this is a folder, not a file");
    }

    @Test
    void layersMayHaveNamesWithSlashes() throws IOException {
        Group weights = new Group().with("layer_names", "block/dense");
        weights.group("block/dense").with("weight_names", "block/dense/kernel:0")
                .with("block/dense/kernel:0", count(1, 2, 3));
        Sequential model = Sequential.of(Linear.of(2, 3).withoutBias());
        read(weights).copyTo(model);
        assertThat(values(model, "linear1.weight")).isEqualTo(new float[] {1, 4, 2, 5, 3, 6});
    }

    @Test
    void filesThatAreTooLargeAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("w.h5");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 29); // takes no room on the disk
        }
        assertThatExceptionOfType(DataFileException.class).isThrownBy(() -> KerasWeights.read(file))
                .withMessage(file + ": has 536870912 bytes, more than the 268435456 that weights are read from");
    }

    @Test
    void theHashIsThatOfTheFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("w.h5");
        Files.write(file, OldStyleHdf5.write(everyLayer(), true));
        assertThat(KerasWeights.read(file).sha256()).isEqualTo(Sha256.ofFile(file)).hasSize(64);
    }
}
