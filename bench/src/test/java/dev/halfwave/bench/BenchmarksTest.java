package dev.halfwave.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs every kernel's benchmark for a moment in this JVM: that it can be run, and that its check against the
/// definition passes. The times mean nothing.
final class BenchmarksTest {

    @Test
    void everyKernelIsCheckedAndRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include("dev\\.halfwave\\.bench\\.[A-Za-z0-9]+Benchmark\\.")
                .exclude("TrainingStepBenchmark")
                .addProfiler(PeakProfiler.class)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
                .run();

        assertThat(results.stream()
                .map(result -> result.getParams().getBenchmark().replaceAll(".*\\.([A-Za-z0-9]+)Benchmark\\..*", "$1"))
                .collect(Collectors.toSet()))
                .contains("Conv1d", "Gemm", "BatchedProduct", "Row", "Pool", "Optimizer");
        assertThat(results).allSatisfy(result -> {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getSecondaryResults()).containsKey("peak");
            assertThat(result.getSecondaryResults().keySet()).containsAnyOf("gigaflops", "nanosecondsPerElement");
        });
    }

    @Test
    void theCommandLineKeepsTheModuleAndAddsTheProfilers() {
        assertThat(Main.complete("Gemm", "-jvmArgsPrepend", "-XX:UseAVX=2", "-f", "1")).containsExactly(
                "Gemm", "-jvmArgsPrepend", "--add-modules jdk.incubator.vector -XX:UseAVX=2", "-f", "1",
                "-prof", "gc", "-prof", "dev.halfwave.bench.PeakProfiler");
        assertThat(Main.complete("-prof", "gc")).containsExactly(
                "-prof", "gc", "-prof", "dev.halfwave.bench.PeakProfiler");
    }
}
