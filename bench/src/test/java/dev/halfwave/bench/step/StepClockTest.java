package dev.halfwave.bench.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepClockTest {

    private static final long MS = 1_000_000;

    @Test
    void waitsUntilStepsAreAsFastAsTheyGet() {
        StepClock clock = new StepClock(0.5, 1);
        long now = 5;
        clock.tick(now);
        for (int i = 0; i < 20; i++) { // a second while the JIT compiles
            now += (60 - i) * MS;
            assertThat(clock.tick(now)).isTrue();
        }
        while (clock.tick(now += 10 * MS)) {
            assertThat(now).isLessThan(10_000 * MS);
        }

        assertThat(clock.times().max()).isEqualTo(10, within(1e-9));
        assertThat(clock.steps()).isEqualTo(100);
        assertThat(clock.throughput()).isEqualTo(0.1, within(1e-9));
        assertThat(clock.warmUp()).isBetween(1.5, 2.5);
        assertThat(clock.isDone()).isTrue();
        assertThat(clock.tick(now + MS)).isFalse();
        assertThat(clock.steps()).isEqualTo(100);
    }

    @Test
    void givesUpWaitingForSteadySteps() {
        StepClock clock = new StepClock(0.5, 1);
        long now = 5;
        long step = 1;
        clock.tick(now);
        while (clock.tick(now += ++step * MS)) {
            assertThat(now).isLessThan(10_000 * MS);
        }

        assertThat(clock.warmUp()).isBetween(2.0, 2.6);
    }

    @Test
    void timesAtLeastTenSteps() {
        StepClock clock = new StepClock(0.5, 1);
        long now = 5;
        clock.tick(now);
        while (clock.tick(now += 700 * MS)) {
            assertThat(now).isLessThan(20_000 * MS);
        }

        assertThat(clock.steps()).isEqualTo(10);
    }

    @Test
    void quartilesLieBetweenNeighbours() {
        assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(1, 1.75, 2.5, 3.25, 4));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 7, 7));
        assertThat(Spread.of().median()).isNaN();
    }
}
