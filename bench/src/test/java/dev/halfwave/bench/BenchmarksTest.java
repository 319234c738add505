package dev.halfwave.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.halfwave.core.Backend;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs every kernel's benchmark for a moment in this JVM: that it can be run, and that its check against the
/// definition passes. The times mean nothing.
final class BenchmarksTest {

    /// Two of JMH may run at once: these times mean nothing.
    @BeforeAll
    static void runBesideOthers() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    private static Collection<RunResult> runForAMoment(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
                .run();
    }

    @Test
    void everyKernelIsCheckedAndRuns() throws RunnerException {
        Collection<RunResult> results = runForAMoment(new OptionsBuilder()
                .include("^dev\\.halfwave\\.bench\\.[A-Za-z0-9]+Benchmark\\.")
                .exclude("TrainingStepBenchmark"));

        assertThat(results.stream()
                .map(result -> result.getParams().getBenchmark().replaceAll(".*\\.([A-Za-z0-9]+)Benchmark\\..*", "$1"))
                .collect(Collectors.toSet()))
                .contains("Conv1d", "HeartRateBlock", "Gemm", "BatchedProduct", "Row", "Pool", "Optimizer");
        assertThat(results).allSatisfy(result -> {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getSecondaryResults().keySet()).containsAnyOf("gigaflops", "gigaelements");
        });
    }

    @Test
    void thePeakStandsBesideEveryRow() throws RunnerException {
        Map<String, Result> product = secondary("GemmBenchmark.packed", "sizes", "8x256x256");
        double peak = product.get("peak").getScore();
        assertThat(peak).isPositive();
        if (Backend.isSimd()) {
            assertThat(product.get("percentOfPeak").getScore())
                    .isCloseTo(100 * product.get("gigaflops").getScore() / peak, withinPercentage(0.01));
        } else {
            assertThat(product).doesNotContainKey("percentOfPeak");
        }
        Map<String, Result> sum = secondary("RowBenchmark.sum", "length", "256");
        assertThat(sum).containsKey("peak").doesNotContainKey("percentOfPeak");
        assertThat(sum.get("nanosecondsPerElement").getScore())
                .isCloseTo(1 / sum.get("gigaelements").getScore(), withinPercentage(0.01));
    }

    @SuppressWarnings("rawtypes") // JMH's
    private static Map<String, Result> secondary(String benchmark, String parameter, String value)
            throws RunnerException {
        Collection<RunResult> results = runForAMoment(new OptionsBuilder()
                .include(benchmark)
                .param(parameter, value)
                .addProfiler(PeakProfiler.class));
        assertThat(results).hasSize(1);
        return results.iterator().next().getSecondaryResults();
    }

    @Test
    void whatAnOperationAllocatesStandsBesideIt() throws RunnerException {
        Collection<RunResult> results = runForAMoment(new OptionsBuilder()
                .include("PackingBenchmark.transposeSample")
                .addProfiler(AllocationProfiler.class));
        Result<?> allocated = results.iterator().next().getSecondaryResults().get("allocated");
        assertThat(allocated.getScore()).isNotNegative();
        assertThat(allocated.getScoreUnit()).isEqualTo("B/op");
    }

    @Test
    void theCommandLineKeepsTheModuleAndAddsTheProfilers() {
        assertThat(Main.complete("Gemm", "-jvmArgsPrepend", "-XX:UseAVX=2", "-f", "1")).containsExactly(
                "Gemm", "-jvmArgsPrepend", "--add-modules jdk.incubator.vector -XX:UseAVX=2", "-f", "1",
                "-prof", "gc", "-prof", "dev.halfwave.bench.AllocationProfiler", "-prof",
                "dev.halfwave.bench.PeakProfiler");
        assertThat(Main.complete("-prof", "gc")).containsExactly(
                "-prof", "gc", "-prof", "dev.halfwave.bench.AllocationProfiler", "-prof",
                "dev.halfwave.bench.PeakProfiler");
    }

    @Test
    void aWrongResultIsNotTimed() {
        float[] expected = {1, -0f, Float.NaN};
        Checks.requireSameBits("y", new float[] {1, -0f, Float.intBitsToFloat(0x7fc00001), 7}, expected);
        assertThatIllegalStateException()
                .isThrownBy(() -> Checks.requireSameBits("y", new float[] {1, 0f, Float.NaN}, expected))
                .withMessage("y: expected -0.0 at 1 by the definition, but the kernel computes 0.0");
        Checks.requireClose("exp", 2.0002, 2, 1e-4);
        assertThatIllegalStateException()
                .isThrownBy(() -> Checks.requireClose("exp", 2.5, 2, 1e-4))
                .withMessage("exp: expected 2.0, but the kernel computes 2.5");
        assertThatIllegalStateException().isThrownBy(() -> Checks.requireClose("exp", Double.NaN, 2, 1e-4));
    }
}
