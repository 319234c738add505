package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.init.Initializer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What [DeterminismTest] compares with must see differences, and say where they are.
final class OutcomeTest {

    /// The comparison must see what it is there for: a sum in the order in which threads come.
    @Test
    void aSumInTheOrderOfArrivalIsReported() throws IOException {
        Outcome one = Outcome.of(TrainingJob.HEART.run(1, new ArrivalSum(1)));
        Outcome again = Outcome.of(TrainingJob.HEART.run(1, new ArrivalSum(1)));
        assertThat(again.differences("again", one.values(), one)).isEmpty();
        Outcome two = Outcome.of(TrainingJob.HEART.run(2, new ArrivalSum(2)));
        assertThat(two.differences("2 threads", one.values(), one))
                .startsWith("cell \"2 threads\", job HEART:\n  trained    expected " + one.values().get("HEART trained")
                        + "\n             but was  " + two.values().get("HEART trained") + "\n")
                .contains("\n  differs from the base cell from step 1 on, first in arrivalSum1.sum\n")
                .doesNotContain("initial", "logits", "loss", "evaluation");
    }

    /// Adds up what passes through, each slice when it comes: the mistake that must not happen. That threads come in
    /// another order than samples is not left to chance: the batch's first slice waits for two others.
    private static final class ArrivalSum implements Layer {

        private final Parameter sum = Parameter.state("sum", Shape.of(256), Initializer.constant(0));
        private final int threads;
        private final Map<Long, Integer> arrivals = new LinkedHashMap<>(); // by step

        ArrivalSum(int threads) {
            this.threads = threads;
        }

        @Override
        public synchronized Tensor forward(Tensor x, Pass pass) {
            if (!pass.training()) {
                return x;
            }
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (threads > 1 && pass.firstSample() == 0 && arrivals.getOrDefault(pass.step(), 0) < 2) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no other thread came");
                }
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            for (int i = 0; i < x.size(); i++) { // of so many sums some must round differently
                int t = i % sum.shape().size();
                sum.tensor().set(t, sum.tensor().get(t) + x.get(i));
            }
            sum.modified();
            arrivals.merge(pass.step(), 1, Integer::sum);
            notifyAll();
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(sum);
        }
    }

    @Test
    void aDifferenceNamesCellJobHashStepAndParameter() {
        Outcome base = Outcome.of(List.of(
                "backend SIMD", "simd true 512", "round 1 0",
                "TINY initial aa", "TINY step 1 conv1.weight b1", "TINY step 2 conv1.weight b2",
                "TINY step 2 linear1.bias b3", "TINY trained bb", "TINY loss 1.5", "TINY workers 1"));
        Map<String, String> committed = Map.of("TINY initial", "aa", "TINY trained", "bb", "PAPER trained", "xx");
        assertThat(base.differences("base", committed, base)).isEmpty();
        Outcome other = Outcome.of(List.of(
                "backend scalar", "simd false 0", "round 1 0",
                "TINY initial aa", "TINY step 1 conv1.weight b1", "TINY step 2 conv1.weight b2",
                "TINY step 2 linear1.bias c3", "TINY trained cc", "TINY loss 1.25", "TINY workers 2"));
        assertThat(other.differences("2 threads", committed, base)).isEqualTo("""
                cell "2 threads", job TINY:
                  trained    expected bb
                             but was  cc
                  loss       expected 1.5
                             but was  1.25
                  differs from the base cell from step 2 on, first in linear1.bias
                computed by scalar
                """);
        assertThat(base.differences("base", Map.of("TINY trained", "old", "TINY logits", "dd"), base))
                .contains("  trained    expected old\n             but was  bb\n")
                .contains("  logits     expected dd\n             but was  nothing\n")
                .contains("every parameter after every step is as in the base cell: what is expected is out of date");
    }
}
