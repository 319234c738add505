package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PickleFileTest {

    @TempDir
    private Path folder;

    private static final String[] PYTHON_3 =
            {"signal/a", "signal/f", "signal/be", "signal/again", "u1", "b1", "i8", "u4",
                "scalar", "empty", "text", "none"};

    static Path resource(String name) throws IOException {
        try {
            return Path.of(PickleFileTest.class.getResource("/data/" + name).toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void readsWhatPython3Wrote(int protocol) throws IOException {
        NamedArrays pickle = PickleFile.read(resource("python3-" + protocol + ".pkl"), PYTHON_3);
        assertThat(pickle.array("signal/a").toString()).isEqualTo("f8 (2, 3)");
        assertThat(pickle.array("signal/a").toDoubles()).containsExactly(1.5, -2, 3, 4, 5, 6);
        assertThat(pickle.array("signal/again").toDoubles()).containsExactly(1.5, -2, 3, 4, 5, 6);
        assertThat(pickle.array("signal/f").toString()).isEqualTo("i2 (2, 3)");
        assertThat(pickle.array("signal/f").toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(pickle.array("signal/be").type()).isEqualTo(NumPyType.F4);
        assertThat(pickle.array("signal/be").toFloats()).containsExactly(1.25f, -7);
        assertThat(pickle.array("u1").toLongs()).containsExactly(0, 255);
        assertThat(pickle.array("b1").toString()).isEqualTo("b1 (2,)");
        assertThat(pickle.array("b1").toLongs()).containsExactly(1, 0);
        assertThat(pickle.array("i8").toLongs()).containsExactly(-1L << 62);
        assertThat(pickle.array("u4").toString()).isEqualTo("u4 ()");
        assertThat(pickle.array("u4").toLongs()).containsExactly((1L << 32) - 1);
        assertThat(pickle.array("scalar").toDoubles()).containsExactly(2.5);
        assertThat(pickle.array("empty").shape()).containsExactly(0, 3);
        assertThat(pickle.text("text")).isEqualTo("S6 µ");
        assertThat(pickle.has("none")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void readsWhatPython2Wrote(int protocol) throws IOException {
        NamedArrays pickle = PickleFile.read(resource("python2-" + protocol + ".pkl"), "wrist/BVP", "label", "subject");
        assertThat(pickle.array("wrist/BVP").toString()).isEqualTo("f8 (3, 1)");
        assertThat(pickle.array("wrist/BVP").toDoubles()).containsExactly(1.5, -2, 1e300);
        assertThat(pickle.array("label").toLongs()).containsExactly(1, 2, 3, -4); // stored by columns
        assertThat(pickle.text("subject")).isEqualTo("S1");
    }

    /// What the tests write themselves is what Python 2.7 would have written.
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theTestsWriteAsPython2Does(int protocol) throws IOException {
        Path file = folder.resolve("a.pkl");
        ByteBuffer label =
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(1).putInt(3).putInt(2).putInt(-4);
        try (Python2Pickle pickle = new Python2Pickle(file, protocol)) {
            pickle.dictionary(4);
            pickle.key("n").text("??");
            pickle.key("subject").text("S1");
            pickle.key("wrist").dictionary(1).key("BVP").array(new double[] {1.5, -2, 1e300}, 3, 1).end();
            pickle.key("label").array("i4", true, label.array(), 2, 2);
            pickle.end();
        }
        // All but the list of numbers, which is written as a string here and takes the same place in the memo.
        String expected = latin1(resource("python2-" + protocol + ".pkl"));
        String subject = protocol == 2 ? "U\7subject" : "S'subject'";
        String written = latin1(file);
        assertThat(written.substring(written.indexOf(subject)))
                .isEqualTo(expected.substring(expected.indexOf(subject)));
    }

    private static String latin1(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /// An independent reader of pickles finds the same bytes in the same arrays.
    @ParameterizedTest
    @CsvSource({"python2-2.pkl, wrist, BVP", "python2-1.pkl, wrist, BVP", "python3-2.pkl, signal, a",
        "python3-3.pkl, signal, be", "python3-4.pkl, signal, f", "python3-4.pkl, signal, again",
        "python3-5.pkl, signal, f"})
    void anotherReaderFindsTheSame(String name, String outer, String inner) throws IOException {
        byte[] data;
        try (var in = Files.newInputStream(resource(name))) {
            data = ((Foreign) ((Map<?, ?>) ((Map<?, ?>) foreignUnpickler().load(in)).get(outer)).get(inner)).data();
        }
        NumPyArray array = PickleFile.read(resource(name), outer + "/" + inner).array(outer + "/" + inner);
        double[] expected = new double[array.size()];
        ByteBuffer bytes = ByteBuffer.wrap(data);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = switch (array.type()) {
                case F8 -> bytes.order(ByteOrder.LITTLE_ENDIAN).getDouble(8 * i);
                case F4 -> bytes.order(ByteOrder.BIG_ENDIAN).getFloat(4 * i);
                default -> bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(2 * (i % 3 * 2 + i / 3)); // by columns
            };
        }
        assertThat(array.size()).isGreaterThan(1);
        assertThat(array.toDoubles()).isEqualTo(expected);
    }

    /// An array or type as the other reader builds it: the last thing it was given.
    public static final class Foreign {
        private Object last;

        Foreign(Object last) {
            this.last = last;
        }

        public void __setstate__(Object[] state) {
            last = state[state.length - 1];
        }

        public void __setstate__(java.util.HashMap<String, Object> state) {
            last = state;
        }

        byte[] data() {
            return last instanceof byte[] bytes ? bytes : ((String) last).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static Unpickler foreignUnpickler() {
        IObjectConstructor first = arguments -> new Foreign(arguments[0]);
        for (String core : List.of("numpy.core", "numpy._core")) {
            Unpickler.registerConstructor(core + ".multiarray", "_reconstruct", first);
            Unpickler.registerConstructor(core + ".multiarray", "scalar", first);
            Unpickler.registerConstructor(core + ".numeric", "_frombuffer", first);
        }
        Unpickler.registerConstructor("numpy", "dtype", first);
        Unpickler.registerConstructor("numpy", "ndarray", first);
        Unpickler.registerConstructor("_codecs", "encode",
                arguments -> ((String) arguments[0]).getBytes(StandardCharsets.ISO_8859_1));
        Unpickler.registerConstructor("__builtin__", "bytes", arguments -> new byte[0]);
        Unpickler.registerConstructor("collections", "OrderedDict", arguments -> new java.util.HashMap<>());
        return new Unpickler();
    }

    @Test
    void passesOverWhatIsNotAskedFor() throws IOException {
        Path file = folder.resolve("S1.pkl");
        long chest = 1_600_000_000;
        try (Python2Pickle pickle = new Python2Pickle(file, 2)) {
            pickle.dictionary(2);
            pickle.key("signal").dictionary(2);
            pickle.key("chest").dictionary(1).key("ECG").hole("f8", chest, (int) (chest / 8), 1).end();
            pickle.key("wrist").dictionary(1).key("BVP").array(new double[] {1, 2}, 2, 1).end();
            pickle.end();
            pickle.key("subject").text("S1").end();
        }
        assertThat(Files.size(file)).isGreaterThan(chest);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        NamedArrays pickle = PickleFile.read(file, "signal/wrist/BVP", "subject");
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
        assertThat(pickle.array("signal/wrist/BVP").toDoubles()).containsExactly(1, 2);
        assertThat(pickle.text("subject")).isEqualTo("S1");
        assertThatThrownBy(() -> PickleFile.read(file, "signal/chest/ECG")).isInstanceOf(DataFileException.class)
                .hasMessageMatching("\\S+S1.pkl, byte \\d+: signal/chest/ECG begins here; it should have 1600000000 "
                        + "bytes, but the arrays that are asked for may have 67108864 together");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(lp0\\n0. | , byte 6: takes a value from the stack, but none is there",
        "t. | , byte 0: takes the values since a mark, but there is no mark",
        "K\\u0001K\\u0002. | , byte 4: the pickle ends, but 1 more values are unused",
        "N.N | , byte 2: 1 bytes follow the end of the pickle",
        "N | , byte 1: the file ends here, before what it holds is complete",
        "\\u0080\\u0006N. | , byte 0: pickle protocol 6; protocols 0 to 5 are read",
        "h\\u0007. | , byte 0: asks for value 7 of the memo, which is not there",
        "cos\\nsystem\\n. | , byte 0: the pickle makes os.system; only NumPy's arrays, numbers, text, lists and "
                + "dictionaries are read. Export the arrays with numpy.savez",
        "cpandas.core.frame\\nDataFrame\\n. | , byte 0: the pickle makes pandas.core.frame.DataFrame;",
        "cnumpy\\nload\\n. | , byte 0: the pickle makes numpy.load;",
        "cnumpy\\ndtype\\n(S'f8'\\ntR. | , byte 21: calls numpy.dtype with arguments that NumPy does not "
                + "write",
        "ccollections\\nOrderedDict\\nN}b. | , byte 27: sets a state that NumPy does not write for None",
        "(i__main__\\nA\\n. | , byte 1: 0x69 is no instruction of a pickle of arrays, numbers, text, lists and "
                + "dictionaries; other objects are not read",
        "}}Ns. | , byte 3: a dictionary's key must be a short string or a number, not a dictionary of 0",
        "}K\\u0001NsK\\u0001Ns. | , byte 8: a dictionary has the key 1 twice",
        "(Nu. | , byte 2: takes a value from the stack, but none is there",
        "}(Nu. | , byte 3: puts 1 keys and values into a dictionary of 0",
        "NNa. | , byte 2: appends to None, which is no list",
        "T\\u00ff\\u00ff\\u00ff\\u00ff. | , byte 5: a string should have 4294967295 bytes, but only 1 follow",
        "\\u008e\\u00ff\\u00ff\\u00ff\\u00ff\\u00ff\\u00ff\\u00ff\\u00ff. | , byte 9: a string should have "
                + "18446744073709551615 bytes, but only 1 follow",
        "\\u0095\\u0009\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000. | , byte 9: a frame should have 9 bytes, but "
                + "only 1 follow",
        "\\u008b\\u00ff\\u00ff\\u00ff\\u007f. | , byte 0: a whole number of 2147483647 bytes; up to 8 are read",
        "I0x10\\n. | , byte 0: \"0x10\" is no number of 64 bits",
        "L99999999999999999999L\\n. | , byte 0: \"99999999999999999999L\" is no number of 64 bits",
        "F1d\\n. | , byte 0: \"1d\" is no number of 64 bits",
        "g-1\\n. | , byte 0: \"-1\" is no place in the memo",
        "Sabc\\n. | , byte 1: a string must stand in quotes",
        "S'\\n. | , byte 1: a string must stand in quotes",
        "S'a\\\\q'\\n. | , byte 3: a backslash must be followed by one of \\\\ ' \" n r t x",
        "S'\\\\x1'\\n. | , byte 2: an escape must have 2 hexadecimal digits",
        "V\\\\U00110000\\n. | , byte 1: there is no such character"})
    void refusesWhatIsNoPickleOfArrays(String pickle, String message) throws IOException {
        Path file = file(pickle);
        assertThatThrownBy(() -> PickleFile.read(file)).isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + message.translateEscapes());
    }

    @Test
    void namesInMessagesAreBriefAndPrintable() throws IOException {
        Path file = file("c" + "x".repeat(1000) + "\\u001b\\nsystem\\n.");
        assertThatThrownBy(() -> PickleFile.read(file)).hasMessage(file + ", byte 0: the pickle makes " + "x".repeat(38)
                + "..." + "x".repeat(23)
                + "<U+001B>.system; only NumPy's arrays, numbers, text, lists and dictionaries are "
                + "read. Export the arrays with numpy.savez");
    }

    /// A pickle in Java's escapes.
    private Path file(String escaped) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.startsWith("\\u", i)) {
                text.append((char) Integer.parseInt(escaped.substring(i + 2, i + 6), 16));
                i += 5;
            } else if (escaped.startsWith("\\n", i)) {
                text.append('\n');
                i++;
            } else if (escaped.startsWith("\\\\", i)) {
                text.append('\\');
                i++;
            } else {
                text.append(escaped.charAt(i));
            }
        }
        return Files.write(folder.resolve("a.pkl"), text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void saysWhatThereIsInstead() throws IOException {
        Path file = resource("python3-4.pkl");
        NamedArrays pickle = PickleFile.read(file, "signal/b", "text", "u1");
        assertThatThrownBy(() -> pickle.array("signal/b")).isInstanceOf(DataFileException.class)
                .hasMessage(
                        file + ": has no signal/b; it has the keys signal, u1, b1, i8, u4, scalar, empty, text, more, "
                                + "objects");
        assertThatThrownBy(() -> pickle.array("text")).hasMessage(file + ": text must be an array, but is a string");
        assertThatThrownBy(() -> pickle.text("u1")).hasMessage(file + ": u1 must be a string, but is an array");
        assertThatThrownBy(() -> PickleFile.read(file, "signal"))
                .hasMessage(file + ": signal must be an array or a short string, but is a dictionary of 4");
        assertThatThrownBy(() -> PickleFile.read(file, "objects")).hasMessage(file + ": objects holds elements of the "
                + "type O8 (|), and only f4, f8, i1, i2, i4, i8, u1, u2, u4 and b1 are read");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> PickleFile.read(missing)).hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> PickleFile.read(folder)).hasMessage(folder + ": this is not a file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "2, 2 | begins here; its shape [2, 2] of f8 does not fit the 16 bytes there are",
        "1 | array's bytes begin here; its shape and type ask for 8, but there are 16",
        "-2 | begins here; its shape [-2] of f8 does not fit the 16 bytes there are",
        "65536, 65536, 65536 | begins here; its shape [65536, 65536, 65536] of f8 does not fit the 16 bytes there are"})
    void refusesShapesThatDoNotFit(String shape, String message) throws IOException {
        Path file = folder.resolve("a.pkl");
        int[] axes = java.util.Arrays.stream(shape.split(", ")).mapToInt(Integer::parseInt).toArray();
        for (int protocol : new int[] {0, 2}) {
            try (Python2Pickle pickle = new Python2Pickle(file, protocol)) {
                pickle.dictionary(1).key("x").array(new double[] {Math.PI, Math.E}, axes).end();
            }
            assertThat(PickleFile.read(file).has("x")).isFalse();
            if (protocol == 2 && axes[0] >= 0) {
                assertThatThrownBy(() -> PickleFile.read(file, "x")).isInstanceOf(DataFileException.class)
                        .hasMessageContaining(message);
            } else {
                assertThatThrownBy(() -> PickleFile.read(file, "x")).isInstanceOf(DataFileException.class);
            }
        }
    }

    @Test
    void endlessInstructionsAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("a.pkl"), "}".repeat(2_000_000).getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PickleFile.read(file)).hasMessage(file + ", byte 1048575: the pickle has more than "
                + "1048576 instructions; store numbers as arrays");
    }

    @Test
    void circlesAreNotWalked() throws IOException {
        Path file = file("}q\\u0000S'a'\\nh\\u0000s."); // d = {}; d["a"] = d
        assertThatThrownBy(() -> PickleFile.read(file, "a/a/a"))
                .hasMessage(file + ": a/a/a must be an array or a short string, but is a dictionary of 1");
    }
}
