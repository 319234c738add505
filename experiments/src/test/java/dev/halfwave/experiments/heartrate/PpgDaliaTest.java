package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.experiments.data.NumPyArray;
import dev.halfwave.experiments.data.Python2Pickle;
import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PpgDaliaTest {

    @TempDir
    private Path folder;

    /// What a published file holds, to be changed and written.
    private static final class Published {
        private final double[] pulse = new double[64 * 20]; // 20 s: 7 windows
        private final double[][] motion = new double[32 * 20][3];
        private double[] label = {60, 61, 62, 63, 64, 65, 66};
        private double[] activity = new double[4 * 20];
        private String subject = "S4";

        Published() {
            for (int i = 0; i < pulse.length; i++) {
                pulse[i] = 30 * StrictMath.sin(0.1 * i) + i;
            }
            for (int i = 0; i < motion.length; i++) {
                motion[i][0] = i % 64 / 64.0;
                motion[i][1] = -1 + i % 8 / 64.0;
                motion[i][2] = i / 6400.0;
            }
            Arrays.fill(activity, 4 * 4, 4 * 8, 7); // seconds 4 to 8
        }

        Path write(Path file, int protocol) throws IOException {
            double[] axes = Stream.of(motion).flatMapToDouble(Arrays::stream).toArray();
            try (Python2Pickle pickle = new Python2Pickle(file, protocol)) {
                pickle.dictionary(6);
                pickle.key("rpeaks").array("i4", false, new byte[12], 3);
                pickle.key("signal").dictionary(2);
                pickle.key("chest").dictionary(1).key("ECG").array(new double[1000], 1000, 1).end();
                pickle.key("wrist").dictionary(2);
                pickle.key("ACC").array(axes, motion.length, axes.length / motion.length);
                pickle.key("BVP").array(pulse, pulse.length, 1).end();
                pickle.end();
                pickle.key("label").array(label, label.length);
                pickle.key("activity").array(activity, activity.length, 1);
                pickle.key("questionnaire").dictionary(0).end();
                pickle.key("subject").text(subject).end();
            }
            return file;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void readsAFileAsPublished(int protocol) throws IOException {
        Published published = new Published();
        Path file = published.write(folder.resolve("S4.pkl"), protocol);
        PpgDalia subject = PpgDalia.read(file);
        assertThat(subject.file()).isEqualTo(file);
        assertThat(subject.sha256()).hasSize(64);
        WristWindows windows = subject.windows();
        assertThat(windows.subject()).isEqualTo("S4");
        assertThat(windows.labelBpm()).containsExactly(60, 61, 62, 63, 64, 65);
        // Windows begin at second 0, 2, 4, 6, 8, 10.
        assertThat(windows.activity()).containsExactly(0, 0, 7, 7, 0, 0);
        assertThat(windows.segment()).containsExactly(0, 0, 1, 1, 2, 2);
        for (int i = 0; i < 6; i++) {
            for (int t = 0; t < 256; t++) {
                assertThat(windows.ppg()[i][t]).isEqualTo(published.pulse[2 * (64 * i + t + 38)]);
                for (int axis = 0; axis < 3; axis++) {
                    assertThat(windows.acceleration()[i][axis][t]).isEqualTo(published.motion[64 * i + t][axis]);
                }
            }
        }
    }

    private void refuses(Published published, String message) throws IOException {
        Path file = published.write(folder.resolve("S4.pkl"), 2);
        assertThatThrownBy(() -> PpgDalia.read(file)).isInstanceOf(DataFileException.class).hasMessage(file + message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 9})
    void refusesLabelsThatDoNotFit(int count) throws IOException {
        Published published = new Published();
        published.label = new double[count];
        refuses(published, ": label has " + count + " heart rates, which do not fit the signal: into its 20.0 s go 7 "
                + "windows of 8 s every 2 s, with one label each");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "NaN | number 3 of label is NaN, but all must be finite",
        "0 | number 3 of label is 0.0, which is no heart rate: those are 20 to 300 beats per minute",
        "301 | number 3 of label is 301.0, which is no heart rate: those are 20 to 300 beats per minute"})
    void refusesWhatIsNoHeartRate(double label, String message) throws IOException {
        Published published = new Published();
        published.label[3] = label;
        refuses(published, ": " + message);
    }

    @Test
    void refusesNumbersThatAreNotFinite() throws IOException {
        Published published = new Published();
        published.pulse[77] = Double.NEGATIVE_INFINITY; // which no window has
        refuses(published, ": number 77 of signal/wrist/BVP is -Infinity, but all must be finite");
        published = new Published();
        published.motion[10][1] = Double.NaN;
        refuses(published, ": number 31 of signal/wrist/ACC is NaN, but all must be finite");
    }

    @Test
    void refusesAFlatSignal() throws IOException {
        Published published = new Published();
        Arrays.fill(published.pulse, 128 + 76, published.pulse.length, -3.5);
        refuses(published,
                ": the PPG does not change for 2 s or longer in 6 of 6 windows, the first of them window 0 (seconds 0 to "
                        + "8); there is no pulse to read");
        published = new Published();
        for (double[] sample : published.motion) {
            sample[1] = -1;
        }
        refuses(published, ": the acceleration along y is flat: every sample is -1.0");
    }

    @Test
    void refusesOtherSamplingRates() throws IOException {
        Published published = new Published();
        published.activity = new double[20];
        refuses(published,
                ": activity has 20 samples, which at 4 Hz is 5.0 s, but signal/wrist/ACC at 32 Hz has 20.0 s; "
                        + "one of them has another sampling rate");
    }

    @Test
    void refusesOtherUnits() throws IOException {
        Published steps = new Published();
        for (double[] sample : steps.motion) {
            Arrays.setAll(sample, axis -> sample[axis] * 64);
        }
        Path file = steps.write(folder.resolve("S4.pkl"), 2);
        assertThatThrownBy(() -> PpgDalia.read(file))
                .hasMessageMatching(".*: the acceleration has a median magnitude of 69\\.\\d+, but gravity alone is "
                        + "1 g; these look like the E4's steps of 1/64 g");
        Published metres = new Published();
        for (double[] sample : metres.motion) {
            Arrays.setAll(sample, axis -> sample[axis] * 9.81);
        }
        metres.write(file, 2);
        assertThatThrownBy(() -> PpgDalia.read(file))
                .hasMessageEndingWith("gravity alone is 1 g; these look like m/s²");
        Published score = new Published();
        for (int i = 0; i < score.pulse.length; i++) {
            score.pulse[i] = StrictMath.sin(0.1 * i);
        }
        score.write(file, 2);
        assertThatThrownBy(() -> PpgDalia.read(file))
                .hasMessageMatching(
                        ".*: the PPG has a standard deviation of 0\\.\\d+ in the median window; in units of "
                                + "the Empatica E4, which are needed, it is between 3 and 500");
    }

    /// The median does not show it.
    @ParameterizedTest
    @ValueSource(doubles = {8.01, -1e150, 1e308})
    void refusesASampleThatCannotBe(double value) throws IOException {
        Published published = new Published();
        published.motion[70][1] = value;
        refuses(published,
                ": the acceleration along y is " + value + " g at sample 70 of window 0, but the Empatica E4 "
                        + "gives 8 g at most");
        published = new Published();
        published.motion[70][1] = 8;
        published.pulse[2 * (70 + 38)] = value * 1e5;
        if (Double.isFinite(value * 1e5)) {
            refuses(published, ": the PPG is " + value * 1e5 + " at sample 70 of window 0, but the Empatica E4 gives "
                    + "100000 at most");
        }
    }

    @Test
    void refusesWhatIsNotPpgDalia() throws IOException {
        Published published = new Published();
        published.subject = "nobody";
        refuses(published, ": subject, or without one the file's name, must be S and a number");
        published = new Published();
        published.activity[5] = 2.5;
        refuses(published, ": activity[5] is 2.5; activities are numbered 0 to 8");
        published = new Published();
        Arrays.setAll(published.motion, i -> new double[] {i, i});
        refuses(published, ": signal/wrist/ACC must have the shape (samples, 3), but has (640, 2)");
        Path file = folder.resolve("a.pkl");
        try (Python2Pickle pickle = new Python2Pickle(file, 2)) {
            pickle.dictionary(1).key("signal").text("none").end();
        }
        assertThatThrownBy(() -> PpgDalia.read(file))
                .hasMessage(file + ": has no signal/wrist/BVP; it has the keys signal");
    }

    /// The bytes tell, whatever the name is.
    @Test
    void saysWhatElseAFileIs() throws IOException {
        assertKind("\u0093NUMPY\1\0", "a single NumPy array (.npy)");
        assertKind("\u0089HDF\r\n", "an HDF5 file (.h5), as the weights of Keras are");
        assertKind("\u0080\1\0\0\0\0\0\0{\"a\"", "a model (.safetensors)");
        assertKind("\u001f\u008b\b", "compressed (.gz)");
        assertKind("1489054200.00\n64", "text, such as CSV or JSON");
        assertKind("{}", "text, such as CSV or JSON");
        assertKind("", "empty");
    }

    private void assertKind(String start, String kind) throws IOException {
        for (String name : List.of("x.pkl", "x.npz", "x.npy")) {
            Path file = Files.write(folder.resolve(name), start.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> PpgDalia.read(file)).isInstanceOf(DataFileException.class)
                    .hasMessage(
                            file + ": is " + kind + "; arrays by name are needed: a pickle (.pkl), or what numpy.savez "
                                    + "writes (.npz)");
        }
    }

    @Test
    void refusesMoreThanFourHoursAndAHalf() throws IOException {
        Path file = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("X.npy"));
            String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (8193, 4, 256)}";
            zip.write("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
            zip.write(new byte[] {(byte) header.length(), 0});
            zip.write(header.getBytes(StandardCharsets.US_ASCII));
            zip.write(new byte[8193 * 4 * 256]);
        }
        assertThatThrownBy(() -> PpgDalia.read(file)).isInstanceOf(DataFileException.class)
                .hasMessage(file + ": has 8193 windows of 8 s every 2 s; up to 8192 (4.5 hours) are read");
    }

    @Test
    void findsTheSubjectsOfAFolder() throws IOException {
        Path s10 = Files.createFile(Files.createDirectory(folder.resolve("S10")).resolve("S10.pkl"));
        Path s2 = Files.createFile(Files.createDirectory(folder.resolve("S2")).resolve("S2.pkl"));
        Files.createFile(folder.resolve("S2").resolve("S2_E4.zip"));
        Path s1 = Files.createFile(folder.resolve("S1.pkl"));
        assertThat(PpgDalia.files(folder)).containsExactly(s1, s2, s10);
        assertThat(PpgDalia.files(s2)).containsExactly(s2);
        Path again = Files.createFile(folder.resolve("S10.pkl"));
        assertThatThrownBy(() -> PpgDalia.files(folder)).isInstanceOf(DataFileException.class)
                .hasMessage(folder + ": has subject S10 twice: " + again + " and " + s10);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> PpgDalia.files(empty)).hasMessage(empty + ": this folder has no subject of PPG-DaLiA; "
                + "there should be files such as S1/S1.pkl");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> PpgDalia.files(missing)).hasMessage(missing + ": there is no such file or folder");
    }

    /// What an excerpt holds, to be changed and written.
    private static final class Excerpt {
        private double[][][] x = new double[5][4][256];
        private double[] y = {70, 71, 72, 73, 74};
        private double[] activity = {1, 1, 1, 4, 4};
        private double[] groups = {3, 3, 3, 3, 3};

        Excerpt() {
            for (int i = 0; i < x.length; i++) {
                for (int t = 0; t < 256; t++) {
                    int at = 64 * i + t;
                    x[i][0][t] = 20 * StrictMath.sin(0.2 * at);
                    x[i][1][t] = at % 7 / 64.0;
                    x[i][2][t] = 1;
                    x[i][3][t] = at % 11 / 64.0;
                }
            }
            x[4][2][255] = 1.5; // or the axis would be flat
        }

        Path write(Path file) throws IOException {
            double[] samples = Stream.of(x).flatMap(Stream::of).flatMapToDouble(Arrays::stream).toArray();
            try (Python2Pickle pickle = new Python2Pickle(file, 2)) {
                pickle.dictionary(4);
                pickle.key("X").array(samples, x.length, x[0].length, x[0][0].length);
                pickle.key("y").array(y, y.length, 1);
                pickle.key("activity").array(activity, activity.length);
                pickle.key("groups").array(groups, groups.length).end();
            }
            return file;
        }
    }

    @Test
    void readsAnExcerpt() throws IOException {
        Excerpt excerpt = new Excerpt();
        Path file = excerpt.write(folder.resolve("a.pkl"));
        WristWindows windows = PpgDalia.read(file).windows();
        assertThat(windows.subject()).isEqualTo("S3");
        assertThat(windows.labelBpm()).containsExactly(excerpt.y);
        assertThat(windows.activity()).containsExactly(1, 1, 1, 4, 4);
        assertThat(windows.segment()).containsExactly(0, 0, 0, 1, 1);
        for (int i = 0; i < 5; i++) {
            assertThat(windows.ppg()[i]).isEqualTo(excerpt.x[i][0]);
            assertThat(windows.acceleration()[i]).isEqualTo(Arrays.copyOfRange(excerpt.x[i], 1, 4));
        }
        for (int channel = 0; channel < 4; channel++) { // a window is missing: the next one does not go on
            excerpt.x[0][channel] = excerpt.x[4][channel].clone();
        }
        assertThat(PpgDalia.read(excerpt.write(file)).windows().segment()).containsExactly(0, 1, 1, 2, 2);
    }

    @Test
    void refusesAnExcerptThatDoesNotFit() throws IOException {
        Excerpt excerpt = new Excerpt();
        excerpt.y = new double[] {70, 71, 72, 73};
        refuses(excerpt, ": y has 4 numbers, but X has 5 windows; there must be one for each");
        excerpt = new Excerpt();
        excerpt.groups[4] = 4;
        refuses(excerpt, ": groups must be the number of one subject, but has 3.0 and 4.0");
        excerpt = new Excerpt();
        excerpt.x = new double[5][4][128];
        refuses(excerpt, ": X must have the shape (windows, 4, 256), windows of 8 s at 32 Hz, but has (5, 4, 128)");
        excerpt = new Excerpt();
        for (int i = 0; i < 5; i++) {
            Arrays.setAll(excerpt.x[i][1], t -> 0.5 * StrictMath.sin(t));
        }
        refuses(excerpt,
                ": no window of X begins with the last 192 samples of acceleration of the one before, as windows "
                        + "of 8 s every 2 s do at 32 Hz; the sampling rate or the step is another one");
    }

    /// As `numpy.savez("a.npz", X=X, y=y, activity=activity, groups=groups)` exports it.
    @Test
    void readsAnExcerptThatWasExported() throws IOException {
        Excerpt excerpt = new Excerpt();
        Path file = ExcerptFile.write(folder.resolve("a.npz"), excerpt.x, excerpt.y, excerpt.activity, 3);
        WristWindows windows = PpgDalia.read(file).windows();
        WristWindows pickled = PpgDalia.read(excerpt.write(folder.resolve("a.pkl"))).windows();
        assertThat(windows.ppg()).isDeepEqualTo(pickled.ppg());
        assertThat(windows.acceleration()).isEqualTo(pickled.acceleration());
        assertThat(windows.labelBpm()).isEqualTo(pickled.labelBpm());
        assertThat(windows.subject()).isEqualTo("S3");
    }

    /// As `numpy.savez` writes the published dictionary with its `subject="S8"`.
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "<U2; (); UTF-32LE; S8; S8",
        ">U4; (1,); UTF-32BE; S12\\0; S12",
        "<U2; (); UTF-32LE; X8; : subject, or without one the file's name, must be S and a number",
        "<U2; (2,); UTF-32LE; S8S9; "
                + ", entry \"subject.npy\", byte 65: the shape (2,) of strings of 2 characters in 16 bytes is not "
                + "a single string",
        "<U3; (); UTF-32LE; S8; "
                + ", entry \"subject.npy\", byte 63: the shape () of strings of 3 characters in 8 bytes is not a "
                + "single string",
        "<U2; (); UTF-16LE; S8S8; , entry \"subject.npy\", byte 63: is no text in UTF-32",
        "|S2; (); UTF-8; S8; "
                + ", entry \"subject.npy\", byte 10: holds elements of the type |S2, and only f4, f8, i1, i2, i4, i8, "
                + "u1, u2, u4 and b1 are read"})
    void readsTheSubjectOfAnExport(String type, String shape, String charset, String text, String expected)
            throws IOException {
        Published published = new Published();
        Path file = folder.resolve("S4.npz");
        double[] motion = Stream.of(published.motion).flatMapToDouble(Arrays::stream).toArray();
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + "}";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            ExcerptFile.add(zip, file, "signal/wrist/BVP", NumPyArray.of(published.pulse, published.pulse.length, 1));
            ExcerptFile.add(zip, file, "signal/wrist/ACC", NumPyArray.of(motion, published.motion.length, 3));
            ExcerptFile.add(zip, file, "label", NumPyArray.of(published.label, 7));
            ExcerptFile.add(zip, file, "activity", NumPyArray.of(published.activity, 80, 1));
            zip.putNextEntry(new ZipEntry("subject.npy"));
            zip.write("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
            zip.write(new byte[] {(byte) header.length(), 0});
            zip.write(header.getBytes(StandardCharsets.US_ASCII));
            zip.write(text.replace("\\0", "\0").getBytes(Charset.forName(charset)));
        }
        if (expected.startsWith("S")) {
            assertThat(PpgDalia.read(file).windows().subject()).isEqualTo(expected);
        } else {
            assertThatThrownBy(() -> PpgDalia.read(file)).isInstanceOf(DataFileException.class)
                    .hasMessage(file + expected);
        }
    }

    /// Whatever is done to the structure of a file, what is read is five windows or a sentence.
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void survivesDamage(long seed) throws IOException {
        byte[] whole = Files.readAllBytes(new Excerpt().write(folder.resolve("a.pkl")));
        Path file = folder.resolve("b.pkl");
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) { // the numbers stand in the middle
                int at = random.nextInt(600);
                damaged[at < 200 ? at : whole.length - 600 + at] ^= (byte) (1 << random.nextInt(8));
            }
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.write(damaged);
            }
            try {
                WristWindows windows = PpgDalia.read(file).windows();
                assertThat(windows.ppg()).hasDimensions(5, 256);
            } catch (DataFileException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file.toString());
            }
        }
        assertThat(refused).isBetween(250, 499);
    }

    private void refuses(Excerpt excerpt, String message) throws IOException {
        Path file = excerpt.write(folder.resolve("a.pkl"));
        assertThatThrownBy(() -> PpgDalia.read(file)).isInstanceOf(DataFileException.class).hasMessage(file + message);
    }

    /// Real data are not part of the project: `-Dhalfwave.data=FOLDER` names where they are.
    @Test
    void readsTheExcerptOfSubjectSix() throws IOException {
        String data = System.getProperty("halfwave.data", "");
        Path file = Path.of(data).resolve("PPGDalia_S6_stairs.pkl");
        assumeTrue(!data.isEmpty() && Files.exists(file),
                "-Dhalfwave.data names no folder with PPGDalia_S6_stairs.pkl: the excerpt is not tested");
        PpgDalia subject = PpgDalia.read(file);
        assertThat(subject.sha256()).isEqualTo("c0078f62ca5b14bc3451c2f63b84de813aac2e66b424fee2497b1180c780e24c");
        WristWindows windows = subject.windows();
        assertThat(windows.subject()).isEqualTo("S6");
        assertThat(windows.ppg()).hasDimensions(215, 256);
        assertThat(windows.activity()).hasSize(215).containsOnly(2);
        assertThat(windows.segment()).hasSize(215).containsOnly(0);
        // Values and sums from numpy.
        assertThat(windows.ppg()[0]).startsWith(-21.07, -26.57, -32.66);
        assertThat(windows.labelBpm()).hasSize(215).startsWith(117.73565107295191);
        assertThat(Arrays.stream(windows.labelBpm()).sum()).isCloseTo(32592.15339445656, within(1e-7));
        double[] sums = {21.51, -16297.484375, 53189.125, 10741.78125};
        assertThat(Stream.of(windows.ppg()).flatMapToDouble(Arrays::stream).sum()).isCloseTo(sums[0], within(1e-7));
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            assertThat(Stream.of(windows.acceleration()).flatMapToDouble(w -> Arrays.stream(w[a])).sum())
                    .isCloseTo(sums[1 + axis], within(1e-7));
        }
    }
}
