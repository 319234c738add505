package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.random.Philox;
import org.junit.jupiter.api.Test;

final class ResamplingTest {

    /// Also with a bound that refuses every third draw, where the fast way has to give in.
    @Test
    void picksAreThoseOfTheSequence() {
        Philox random = Philox.of(4, "test");
        for (int bound : new int[] {1, 7, 30, 3 << 29}) {
            Resampling resampling = new Resampling(random, 5);
            for (int resample = 0; resample < 40; resample++) {
                resampling.next();
                for (int i = 0; i < 5; i++) {
                    assertThat(resampling.pick(i, bound)).isEqualTo(random.below(5L * resample + i, bound));
                }
            }
        }
    }
}
