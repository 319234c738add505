package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Tensor;
import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeartRateSubjectTest {

    /// A cosine of 90 beats per minute on a wrist at rest, labelled 2 too high, then 1 too low.
    private static HeartRateSubject still(String name) {
        double[] ppg = new double[256 + 64];
        for (int t = 0; t < ppg.length; t++) {
            ppg[t] = 30 * StrictMath.cos(2 * Math.PI * 1.5 * t / 32);
        }
        return HeartRateSubject.of(WristWindows.of(name, ppg, new double[3][ppg.length]).withLabels(92, 89));
    }

    @Test
    void knowsByHowMuchThePeakIsWrong() {
        HeartRateSubject subject = still("S12");
        assertThat(subject.number()).isEqualTo(12);
        assertThat(subject.rawPeakErrors()).containsExactly(new double[] {2, 1}, within(0.3)); // half a bin
        assertThat(subject.filteredPeakErrors()).isEqualTo(subject.rawPeakErrors()); // nothing moves
        double first = subject.rawPeakErrors()[0];
        HeartRateSubject other = new HeartRateSubject("synthetic 0", subject.windows(),
                new double[] {Double.NaN, 7}, new double[] {Double.NaN, Double.NaN}, 0);
        assertThat(HeartRateSubject.peakMae(List.of(subject, other), HeartRateSubject::rawPeakErrors))
                .isEqualTo((first + subject.rawPeakErrors()[1] + 7) / 3, within(1e-12));
        assertThat(HeartRateSubject.peakMae(List.of(other), HeartRateSubject::filteredPeakErrors)).isNaN();
        assertThat(other.number()).isZero();
    }

    @Test
    void isTrainedOnWhatTheFilterLeaves() {
        WristWindows recording = SyntheticPpg.of(1).subject(0, 40);
        Dataset windows = HeartRateSubject.of(recording).windows();
        WristWindows filtered = AccelerometerFilter.clean(recording);
        assertThat(windows.sha256()).isEqualTo(new Dataset(filtered.inputs(), filtered.targets()).sha256())
                .isNotEqualTo(new Dataset(recording.inputs(), recording.targets()).sha256());
    }

    @Test
    void windowsWithoutAPulseAreLeftOut() {
        WristWindows recording = SyntheticPpg.of(1).subject(0, 40);
        double[][] ppg = recording.ppg().clone();
        ppg[7] = new double[256];
        HeartRateSubject subject = HeartRateSubject.of(recording.withPpg(ppg));
        HeartRateSubject without = HeartRateSubject.of(recording.keep(i -> i != 7));
        assertThat(subject.windows().size()).isEqualTo(39);
        assertThat(subject.leftOut()).isEqualTo(1);
        assertThat(subject.windows().sha256()).isEqualTo(without.windows().sha256());
        assertThat(subject.rawPeakErrors()).isEqualTo(without.rawPeakErrors());
    }

    @Test
    void severalStandOneAfterAnother() {
        HeartRateSubject first = HeartRateSubject.of(SyntheticPpg.of(1).subject(0, 3));
        HeartRateSubject second = HeartRateSubject.of(SyntheticPpg.of(1).subject(1, 2));
        Dataset both = HeartRateSubject.join(List.of(first, second));
        assertThat(both.size()).isEqualTo(5);
        assertThat(new Dataset(both.inputs().slice(0, 3), both.targets().slice(0, 3)).sha256())
                .isEqualTo(first.windows().sha256());
        Tensor inputs = both.inputs().slice(3, 5);
        assertThat(new Dataset(inputs, both.targets().slice(3, 5)).sha256()).isEqualTo(second.windows().sha256());
    }

    @Test
    void areReadOnce() throws Exception {
        HeartRateSubjects subjects = new HeartRateSubjects();
        List<HeartRateSubject> people = subjects.synthetic(3, 4, 2);
        assertThat(subjects.synthetic(3, 4, 2)).isSameAs(people);
        assertThat(subjects.synthetic(4, 4, 2).getFirst().windows().sha256())
                .isNotEqualTo(people.getFirst().windows().sha256());
        for (int other = 5; other < 30; other++) { // nothing else is kept for ever
            subjects.synthetic(other, 4, 1);
        }
        assertThat(subjects.synthetic(3, 4, 2)).isNotSameAs(people);
    }

    @Test
    void saysWhatCannotBeRead(@TempDir Path folder) {
        HeartRateSubjects subjects = new HeartRateSubjects();
        for (int attempt = 0; attempt < 2; attempt++) { // a failure is not kept
            assertThatThrownBy(() -> subjects.ppgDalia(folder))
                    .hasMessage(folder + ": this folder has no subject of PPG-DaLiA; there should be files such as "
                            + "S1/S1.pkl");
        }
    }
}
