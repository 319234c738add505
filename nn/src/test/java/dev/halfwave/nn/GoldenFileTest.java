package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.GoldenFile.Outcome;
import dev.halfwave.nn.GoldenFile.Status;
import dev.halfwave.nn.io.SafeTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The golden test itself: that it can fail, and that it ignores nothing.
class GoldenFileTest {

    @TempDir
    private Path folder;

    /// relu of (-1, 2) with upstream gradient (3, 4).
    private final Map<String, Tensor> relu = new LinkedHashMap<>(Map.of(
            "input", Tensor.of(Shape.of(2), -1, 2),
            "output", Tensor.of(Shape.of(2), 0, 2),
            "grad_output", Tensor.of(Shape.of(2), 3, 4),
            "grad.input", Tensor.of(Shape.of(2), 0, 4)));

    // ---- values

    @Test
    void passesRightValues() throws IOException {
        assertThat(run("relu", "{}", relu)).isEqualTo(passed());
        assertThat(run("torch.nn.functional.relu", "{}", relu).status()).isEqualTo(Status.PASSED);
    }

    @Test
    void failsAWrongOutput() throws IOException {
        relu.put("output", Tensor.of(Shape.of(2), 0, 2.0001f));
        assertThat(run("relu", "{}", relu)).isEqualTo(failed("output[1]: expected 2.0001, got 2.0 "
                + "(1 of 2 elements are off by more than 2.00e-05)"));
    }

    @Test
    void failsAWrongGradient() throws IOException {
        relu.put("grad.input", Tensor.of(Shape.of(2), 3, 3));
        assertThat(run("relu", "{}", relu)).isEqualTo(failed("grad.input[0]: expected 3.0, got 0.0 "
                + "(2 of 2 elements are off by more than 3.00e-05)"));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, NaN, true",
        "NaN, 1, false",
        "1, NaN, false",
        "Infinity, Infinity, true",
        "Infinity, -Infinity, false",
        "Infinity, 3e38, false",
        "3e38, Infinity, false",
        "-Infinity, NaN, false",
        "0, -0.0, true",
        "2, 2.000019, true",
        "2, 2.000021, false",
        "0, 0.0000009, true", // 1e-5 of 0.1, the least magnitude
        "0, 0.0000011, false",
    })
    void allowsTheToleranceAndNothingMore(float expected, float got, boolean agrees) {
        assertAgrees(Tensor.scalar(expected), Tensor.scalar(got), agrees);
    }

    @Test
    void takesTheToleranceFromTheLargestFiniteMagnitude() {
        assertAgrees(Tensor.of(Shape.of(2), -100, 1), Tensor.of(Shape.of(2), -100, 1.0009f), true);
        assertAgrees(Tensor.of(Shape.of(2), -100, 1), Tensor.of(Shape.of(2), -100, 1.0011f), false);
        float infinity = Float.POSITIVE_INFINITY;
        assertAgrees(Tensor.of(Shape.of(2), infinity, 1), Tensor.of(Shape.of(2), infinity, 1.0009f), false);
    }

    @Test
    void namesTheFirstWrongElementByItsIndex() {
        Tensor expected = Tensor.zeros(Shape.of(2, 3, 4));
        Tensor actual = Tensor.zeros(expected.shape());
        actual.set(12 + 4 + 3, 1);
        actual.set(23, Float.NaN);
        assertThatThrownBy(() -> GoldenFile.compare("output", expected, actual, GoldenCase.Placement.AMONG_NAN))
                .hasMessage("output[1, 1, 3]: expected 0.0, got 1.0 "
                        + "(2 of 24 elements are off by more than 1.00e-06, inside of a larger array)");
    }

    @Test
    void failsAnotherShape() throws IOException {
        relu.put("output", Tensor.of(Shape.of(2, 1), 0, 2));
        assertThat(run("relu", "{}", relu)).isEqualTo(failed("output: expected shape (2, 1), got (2)"));
    }

    @Test
    void failsWhatAnOpRefuses() throws IOException {
        relu.put("weight", Tensor.zeros(Shape.of(1, 3)));
        assertThat(run("linear", "{}", relu).reason())
                .startsWith("dev.halfwave.core.ShapeMismatchException: FullyConnected: weight (1, 3) expects x");
    }

    @Test
    void failsACaseThatProvesNothing() throws IOException {
        relu.remove("output");
        assertThat(run("relu", "{}", relu)).isEqualTo(failed("the file has no output for this case"));
    }

    @Test
    void failsGradientsThatCannotBeChecked() throws IOException {
        relu.remove("grad_output");
        assertThat(run("relu", "{}", relu))
                .isEqualTo(failed("the file has gradients but no grad_output for this case"));
        relu.put("grad_output", Tensor.zeros(Shape.of(2)));
        relu.put("grad.input", Tensor.zeros(Shape.of(2)));
        relu.put("grad.other", Tensor.zeros(Shape.of(2)));
        assertThat(run("relu", "{}", relu)).isEqualTo(failed("the file has a gradient but no value of other"));
    }

    @Test
    void checksTheOutputWhereThereAreNoGradients() throws IOException {
        relu.remove("grad.input");
        assertThat(run("relu", "{}", relu).status()).isEqualTo(Status.PASSED);
        relu.put("output", Tensor.of(Shape.of(2), 0, 3));
        assertThat(run("relu", "{}", relu).status()).isEqualTo(Status.FAILED);
    }

    // ---- what is skipped, and what is not

    @Test
    void skipsAnUnknownAttribute() throws IOException {
        assertThat(run("relu", "{\"slope\":0.1,\"leak\":null}", relu))
                .isEqualTo(skipped("unknown attribute leak, slope"));
    }

    @Test
    void skipsAnUnknownAttributeEvenWhereTheOpRefusesTheRest() throws IOException {
        relu.put("weight", Tensor.zeros(Shape.of(1, 3)));
        assertThat(run("linear", "{\"transposed\":true}", relu).reason()).isEqualTo("unknown attribute transposed");
    }

    @Test
    void skipsAnUnknownArgument() throws IOException {
        relu.put("mask", Tensor.zeros(Shape.of(2)));
        assertThat(run("relu", "{}", relu)).isEqualTo(skipped("unknown argument mask"));
    }

    @Test
    void skipsAnUnknownFunction() throws IOException {
        assertThat(run("hardtanh", "{}", relu).reason()).isEqualTo("op not in Halfwave yet");
        assertThat(run("my.relu", "{}", relu).reason()).isEqualTo("op not in Halfwave yet");
    }

    @Test
    void skipsNumbersThatAFloatDoesNotHold() throws IOException {
        byte[] header = ("{\"__metadata__\":{\"op\":\"relu\",\"cases\":\"1\",\"case.0\":\"{}\"},\"case.0.input\":"
                + "{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}").getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("half.safetensors");
        Files.write(file, ByteBuffer.allocate(8 + header.length + 2).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).array());
        assertThat(GoldenFile.run(file).getFirst().reason()).isEqualTo(
                "tensor \"case.0.input\" has dtype F16, and only F32, F64 and I64 are read; convert it to F32");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', nullValues = "-", value = {
        "conv1d        | {\"padding\":\"circular\"}   | 2 3 4 | weight 5 3 2   | padding circular",
        "conv1d        | {\"stride\":[1,2]}           | 2 3 4 | weight 5 3 2   | stride [1,2]",
        "conv1d        | {\"stride\":1.5}             | 2 3 4 | weight 5 3 2   | stride 1.5",
        "conv1d        | {\"stride\":9007199254740993} | 2 3 4 | weight 5 3 2  | stride 9007199254740993",
        "avg_pool1d    | {}                           | 2 3 4 | -              | no kernel_size",
        "avg_pool1d    | {\"kernel_size\":2,\"ceil_mode\":1} | 2 3 4 | -       | ceil_mode 1",
        "avg_pool1d    | {\"kernel_size\":2,\"divisor_override\":3} | 2 3 4 | - | unknown attribute divisor_override",
        "max_pool1d    | {\"kernel_size\":2,\"return_indices\":true} | 2 3 4 | - | return_indices true",
        "adaptive_max_pool1d | {\"output_size\":0}    | 2 3 4 | -              | windows of unequal size",
        "add           | {}                           | 2 3   | -              | no tensor other",
        "log_softmax   | {}                           | 2 3   | -              | no dim",
        "log_softmax   | {\"dim\":1,\"dtype\":\"torch.float16\"} | 2 3 | -      | dtype \"torch.float16\"",
        "cross_entropy | {\"ignore_index\":1}         | 2 3   | target 2       | ignore_index 1",
        "cross_entropy | {\"reduction\":\"batchmean\"} | 2 3  | target 2       | reduction batchmean",
        "cross_entropy | {\"reduction\":1}            | 2 3   | target 2       | reduction 1",
        "cross_entropy | {\"size_average\":false}     | 2 3   | target 2       | size_average false",
        "cross_entropy | {\"reduce\":true}            | 2 3   | target 2       | reduce true",
        "cross_entropy | {\"weight\":0.5}             | 2 3   | target 2       | class weights",
        "mse_loss      | {\"weight\":2}               | 2 3   | target 2 3     | weights",
    })
    void skipsWhatHalfwaveCannotDo(String op, String attributes, String input, String argument, String reason)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("input", zeros(input));
        if (argument != null) {
            String[] parts = argument.split(" ", 2);
            tensors.put(parts[0], zeros(parts.length == 1 ? "" : parts[1]));
        }
        tensors.put("output", Tensor.scalar(12345));
        assertThat(run(op, attributes, tensors)).isEqualTo(skipped(reason));
    }

    @Test
    void skipsTargetsThatPyTorchIgnores() throws IOException {
        Map<String, Tensor> tensors = Map.of(
                "input", zeros("2 3"), "target", Tensor.of(Shape.of(2), 1, -100), "output", Tensor.scalar(1));
        assertThat(run("cross_entropy", "{}", tensors)).isEqualTo(skipped("ignored targets (-100)"));
    }

    /// None is absent; a whole number may come as a list of one, a stride as an empty list.
    @ParameterizedTest
    @ValueSource(strings = {
        "{\"kernel_size\":2}",
        "{\"kernel_size\":[2]}",
        "{\"kernel_size\":[2],\"stride\":null,\"padding\":0}",
        "{\"kernel_size\":2,\"stride\":[],\"ceil_mode\":false,\"count_include_pad\":true}",
    })
    void knowsTheSpellingsOfADefault(String attributes) throws IOException {
        Map<String, Tensor> tensors = Map.of(
                "input", Tensor.of(Shape.of(1, 1, 5), 1, 3, 5, 9, 100),
                "output", Tensor.of(Shape.of(1, 1, 2), 2, 7));
        assertThat(run("avg_pool1d", attributes, tensors)).isEqualTo(passed());
    }

    @Test
    void takesOneSampleWithoutABatch() throws IOException {
        Map<String, Tensor> pool = Map.of(
                "input", Tensor.of(Shape.of(1, 4), 1, 3, 5, 9), "output", Tensor.of(Shape.of(1, 2), 2, 7));
        assertThat(run("avg_pool1d", "{\"kernel_size\":2}", pool)).isEqualTo(passed());
        assertThat(run("adaptive_avg_pool1d", "{\"output_size\":2}", pool)).isEqualTo(passed());
        Map<String, Tensor> convolution = Map.of(
                "input", Tensor.of(Shape.of(1, 3), 1, 2, 4),
                "weight", Tensor.of(Shape.of(1, 1, 2), 10, 1),
                "output", Tensor.of(Shape.of(1, 2), 12, 24));
        assertThat(run("conv1d", "{}", convolution)).isEqualTo(passed());
        Map<String, Tensor> logits = Map.of(
                "input", zeros("2"), "target", zeros(""), "output", Tensor.scalar(0.6931472f)); // ln 2
        assertThat(run("cross_entropy", "{}", logits)).isEqualTo(passed());
    }

    @Test
    void takesANumberForATensor() throws IOException {
        Map<String, Tensor> tensors = Map.of(
                "input", Tensor.of(Shape.of(2), 1, 2), "output", Tensor.of(Shape.of(2), 1.5f, 2.5f));
        assertThat(run("add", "{\"other\":0.5,\"alpha\":1}", tensors)).isEqualTo(passed());
    }

    // ---- files

    @Test
    void refusesAFileWithTensorsOfNoCase() {
        assertThatThrownBy(() -> GoldenFile.run(write(
                Map.of("op", "relu", "cases", "1", "case.0", "{}"), Map.of("case.1.input", Tensor.scalar(1)))))
                .hasMessageEndingWith("golden.safetensors: tensors [case.1.input] belong to no case of 0..0");
    }

    @Test
    void refusesAFileWithoutItsMetadata() {
        assertThatThrownBy(() -> GoldenFile.run(write(Map.of("cases", "1"), Map.of())))
                .hasMessageEndingWith("golden.safetensors: no metadata op");
        assertThatThrownBy(() -> GoldenFile.run(write(Map.of("op", "relu"), Map.of())))
                .hasMessageEndingWith("golden.safetensors: no metadata cases");
        assertThatThrownBy(() -> GoldenFile.run(write(Map.of("op", "relu", "cases", "1"), Map.of())))
                .hasMessageEndingWith("golden.safetensors: no metadata case.0");
    }

    @Test
    void failsInTheTestOfTheFileThatIsWrong() throws Exception {
        relu.put("output", Tensor.of(Shape.of(2), 0, 3));
        run("relu", "{}", relu);
        StringBuilder printed = new StringBuilder();
        List<DynamicTest> tests = GoldenTest.tests(List.of(folder), printed::append).toList();
        assertThat(tests).hasSize(2);
        assertThatThrownBy(() -> tests.get(0).getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("golden.safetensors case.0: output[1]: expected 3.0, got 2.0");
        assertThatThrownBy(() -> tests.get(1).getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("passed cases");
        assertThat(printed.toString()).endsWith("\n0 passed, 1 failed, 0 skipped\n");
    }

    @Test
    void failsWhereEverythingIsSkipped() throws Exception {
        run("hardtanh", "{}", relu);
        List<DynamicTest> tests = GoldenTest.tests(List.of(folder), printed -> {}).toList();
        assertThatCode(() -> tests.get(0).getExecutable().execute()).doesNotThrowAnyException();
        assertThatThrownBy(() -> tests.get(1).getExecutable().execute()).isInstanceOf(AssertionError.class);
    }

    @Test
    void failsWhereThereIsNoFileOrFolder() {
        assertThatThrownBy(() -> GoldenTest.tests(List.of(folder), printed -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("safetensors files in " + folder);
        assertThatThrownBy(() -> GoldenTest.tests(List.of(folder.resolve("missing")), printed -> {}))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void reportsPerOpWithTheReasons() {
        GoldenReport report = new GoldenReport();
        report.add(List.of(
                new Outcome("relu", "a case.0", Status.PASSED, ""),
                new Outcome("relu", "a case.1", Status.SKIPPED, "unbatched"),
                new Outcome("relu", "a case.2", Status.SKIPPED, "unbatched")));
        report.add(List.of(new Outcome("abs", "b case.0", Status.FAILED, "output[0]: expected 1.0, got 2.0")));
        assertThat(report).hasToString("""
                Golden values of PyTorch
                abs                            0 passed, 1 failed, 0 skipped
                    failed: b case.0: output[0]: expected 1.0, got 2.0
                relu                           1 passed, 0 failed, 2 skipped
                    skipped: unbatched (2 cases)
                1 passed, 1 failed, 2 skipped
                """);
    }

    private Outcome run(String op, String attributes, Map<String, Tensor> tensors) throws IOException {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> named.put("case.0." + name, tensor));
        Outcome outcome = GoldenFile.run(write(Map.of("op", op, "cases", "1", "case.0", attributes), named)).getFirst();
        assertThat(outcome.name()).isEqualTo(folder.getFileName() + "/golden.safetensors case.0");
        return new Outcome("", "", outcome.status(), outcome.reason());
    }

    private Path write(Map<String, String> metadata, Map<String, Tensor> tensors) throws IOException {
        Path file = folder.resolve("golden.safetensors");
        SafeTensors.write(file, tensors, metadata);
        return file;
    }

    private static void assertAgrees(Tensor expected, Tensor actual, boolean agrees) {
        if (agrees) {
            assertThatCode(() -> GoldenFile.compare("y", expected, actual, GoldenCase.Placement.WHOLE_ARRAY))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> GoldenFile.compare("y", expected, actual, GoldenCase.Placement.WHOLE_ARRAY))
                    .hasMessageStartingWith("y[");
        }
    }

    /// Zeros of a shape like `2 3 4`.
    private static Tensor zeros(String lengths) {
        return Tensor.zeros(Shape.of(lengths.isEmpty()
                ? new int[0]
                : List.of(lengths.split(" ")).stream().mapToInt(Integer::parseInt).toArray()));
    }

    private static Outcome passed() {
        return new Outcome("", "", Status.PASSED, "");
    }

    private static Outcome failed(String reason) {
        return new Outcome("", "", Status.FAILED, reason);
    }

    private static Outcome skipped(String reason) {
        return new Outcome("", "", Status.SKIPPED, reason);
    }
}
