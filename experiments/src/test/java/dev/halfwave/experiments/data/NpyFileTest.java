package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NpyFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatNumPyWrote() throws IOException {
        NumPyArray rows = NpyFile.read(PickleFileTest.resource("version1.npy"));
        assertThat(rows.toString()).isEqualTo("f8 (2, 3)");
        assertThat(rows.toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
        NumPyArray columns = NpyFile.read(PickleFileTest.resource("version2.npy")); // big-endian too
        assertThat(columns.toString()).isEqualTo("i2 (2, 3)");
        assertThat(columns.toLongs()).containsExactly(0, 1, 2, 3, 4, 5);
        NumPyArray one = NpyFile.read(PickleFileTest.resource("version3.npy"));
        assertThat(one.toString()).isEqualTo("u1 ()");
        assertThat(one.toFloats()).containsExactly(7);
    }

    @Test
    void writesTheBytesThatNumPyWrites() throws IOException {
        Path file = folder.resolve("a.npy");
        NpyFile.write(file, NumPyArray.of(new double[] {0, 1, 2, 3, 4, 5}, 2, 3));
        assertThat(file).hasSameBinaryContentAs(PickleFileTest.resource("version1.npy"));
        NpyFile.write(file, NumPyArray.of(new float[] {0.5f, Float.NaN}, 2));
        assertThat(NpyFile.read(file).toString()).isEqualTo("f4 (2,)");
        assertThat(NpyFile.read(file).toFloats()).containsExactly(0.5f, Float.NaN);
        NpyFile.write(file, NumPyArray.of(new long[] {Long.MIN_VALUE}));
        assertThat(NpyFile.read(file).toString()).isEqualTo("i8 ()");
        assertThat(NpyFile.read(file).toLongs()).containsExactly(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "<f4 ; 0000803f000080ff ; 1.0, -Infinity", ">f4 ; 3f800000 ; 1.0", "|i1 ; ff7f ; -1.0, 127.0",
        "<i4 ; feffffff ; -2.0", ">i4 ; fffffffe ; -2.0", "<u2 ; ffff ; 65535.0", ">u4 ; ffffffff ; 4.294967295E9",
        "<i8 ; 0000000000000080 ; -9.223372036854776E18", "|b1 ; 0002 ; 0.0, 1.0", "=f8 ; 000000000000f03f ; 1.0"})
    void readsEveryType(String descr, String bytes, String values) throws IOException {
        byte[] data = java.util.HexFormat.of().parseHex(bytes);
        int count = data.length / (descr.charAt(2) - '0');
        Path file = npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + count + ",), }", data);
        String read = java.util.Arrays.toString(NpyFile.read(file).toDoubles());
        assertThat(read).isEqualTo("[" + values + "]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), } # 10: holds elements of the type |O, and only f4, f8, "
                + "i1, i2, i4, i8, u1, u2, u4 and b1 are read",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), } # 67: the shape (2,) of f8 does not fit the 8 bytes "
                + "that follow",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), } # 87: the shape (4294967296, "
                + "4294967296) of f8 does not fit the 8 bytes that follow",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1), } # 10: the shape (1) must be a tuple of whole "
                + "numbers of up to 18 digits",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999999999,), } # 10: the shape "
                + "(9999999999999999999,) must be a tuple of whole numbers of up to 18 digits",
        "{'descr': '<f8', 'fortran_order': False} # 10: the header must be a dictionary of descr (a plain type), "
                + "fortran_order and shape, but is {'descr': '<f8', 'fortran_order': False}",
        "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,)} # 10: the header must be a dictionary of",
        "{'descr': '<f8', 'descr': '<f8', 'shape': (1,)} # 10: the header must be a dictionary of",
        "{'descr': (1,), 'fortran_order': False, 'shape': (1,)} # 10: the header must be a dictionary of",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} exit() # 10: the header must be a dictionary of"})
    void refusesHeadersThatDoNotFit(String header, String message) throws IOException {
        Path file = npy(header, new byte[8]);
        assertThatThrownBy(() -> NpyFile.read(file)).isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + ", byte " + message);
    }

    /// What a header holds is repeated in a sentence of one line that can be read.
    @Test
    void repeatsWhatAHeaderHolds() throws IOException {
        Path file = npy("{'descr': '<f8',\n'fortran_order':\u0007 False" + " ".repeat(100) + "7", new byte[8]);
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage(file + ", byte 10: the header must be a dictionary of descr (a plain type), fortran_order "
                        + "and shape, but is {'descr': '<f8',<U+000A>'fortran_order':<U+0007>..." + " ".repeat(47)
                        + "7");
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1 ".repeat(80) + ",)}", new byte[8]);
        assertThatThrownBy(() -> NpyFile.read(file)).hasMessageMatching(
                "\\S+, byte 10: the shape \\((1 ){23}1\\.\\.\\.1( 1){22} ,\\) must be a tuple of whole numbers of up to 18 "
                        + "digits");
    }

    @Test
    void refusesManyAxes() throws IOException {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1,".repeat(20_000) + ")}";
        Path npy = folder.resolve("a.npy");
        try (OutputStream out = Files.newOutputStream(npy)) {
            out.write(NpyReader.MAGIC);
            out.write(new byte[] {2, 0, (byte) header.length(), (byte) (header.length() >> 8), 0, 0});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[8]);
        }
        assertThatThrownBy(() -> NpyFile.read(npy)).isInstanceOf(DataFileException.class)
                .hasMessage(npy + ", byte 12: the shape has 20000 axes; up to 64 are read");
        Path npz = folder.resolve("a.npz");
        byte[] array = Files.readAllBytes(npy);
        zip(npz, "a.npy", array, array);
        assertThatThrownBy(() -> NpzFile.read(npz, "a")).isInstanceOf(DataFileException.class)
                .hasMessage(npz + ", entry \"a.npy\", byte 12: the shape has 20000 axes; up to 64 are read");
    }

    @Test
    void refusesWhatIsNoNpyFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "NUMPY...");
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage(file + ", byte 0: does not begin with the magic string of "
                        + "a .npy file");
        Files.writeString(file, "");
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage(file + ", byte 0: the magic string and version of a .npy "
                        + "file should have 8 bytes, but only 0 follow");
        Files.write(file, "\u0093NUMPY\4\0".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage(file + ", byte 6: version 4.0 of the .npy format; 1.0, 2.0 "
                        + "and 3.0 are read");
        Files.write(file, "\u0093NUMPY\2\0\u00ff\u00ff\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage(file + ", byte 8: the header should have 4294967295 bytes; "
                        + "up to 65536 are read");
        Files.write(file, "\u0093NUMPY\1\0\u00ff\0{".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> NpyFile.read(file))
                .hasMessage(file + ", byte 10: the header should have 255 bytes, but "
                        + "only 1 follow");
        assertThatThrownBy(() -> NpyFile.read(folder)).hasMessage(folder + ": this is not a file");
    }

    private Path npy(String header, byte[] data) throws IOException {
        Path file = folder.resolve("a.npy");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(NpyReader.MAGIC);
            out.write(new byte[] {1, 0, (byte) header.length(), 0});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(data);
        }
        return file;
    }

    @Test
    void anArrayKnowsItsShape() {
        NumPyArray array = NumPyArray.of(new float[6], 2, 3);
        array.shape()[0] = 7;
        assertThat(array.shape()).containsExactly(2, 3);
        assertThatThrownBy(() -> NumPyArray.of(new double[6], 2, 2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("NumPyArray: there are 6 elements, which do not fit the shape (2, 2)");
        assertThatThrownBy(array::toLongs).isInstanceOf(IllegalStateException.class)
                .hasMessage("NumPyArray: holds f4 numbers, not whole ones");
    }

    // ---- npz

    @Test
    void readsNamedArrays() throws IOException {
        NamedArrays compressed = NpzFile.read(PickleFileTest.resource("compressed.npz"), "X", "groups", "y");
        assertThat(compressed.toString()).isEqualTo("{X=f8 (2, 3), groups=i8 (2,)}");
        assertThat(compressed.array("X").toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(compressed.array("groups").toLongs()).containsExactly(6, 6);
        assertThatThrownBy(() -> compressed.array("y"))
                .hasMessageEndingWith("compressed.npz: has no y; it has the arrays X, "
                        + "groups");
        assertThat(NpzFile.read(PickleFileTest.resource("compressed.npz"), "groups").toString())
                .isEqualTo("{groups=i8 (2,)}");
        NamedArrays stored = NpzFile.read(PickleFileTest.resource("stored.npz"), "X");
        assertThat(stored.toString()).isEqualTo("{X=f4 (2, 3)}");
        assertThat(stored.array("X").toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void refusesAZipThatInflatesTooMuch() throws IOException {
        Path file = folder.resolve("bomb.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : List.of("x", "y")) {
                zip.putNextEntry(new ZipEntry(name + ".npy"));
                for (int i = 0; i < 33; i++) {
                    zip.write(new byte[1 << 20]);
                }
            }
            zip.putNextEntry(new ZipEntry("z.npy"));
            zip.write(Files.readAllBytes(PickleFileTest.resource("version1.npy")));
        }
        assertThat(NpzFile.read(file, "z").toString()).isEqualTo("{z=f8 (2, 3)}");
        assertThatThrownBy(() -> NpzFile.read(file, "x"))
                .hasMessageStartingWith(file + ", entry \"x.npy\", byte 0: does");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            for (int i = 0; i < 65; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(() -> NpzFile.read(file, "x")).isInstanceOf(DataFileException.class)
                .hasMessage(file
                        + ", entry \"x.npy\": should have 68157440 bytes, but the arrays that are asked for may have "
                        + "67108864 together");
    }

    @Test
    void refusesWhatIsNotAnArray() throws IOException {
        Path file = folder.resolve("a.npz");
        byte[] array = Files.readAllBytes(PickleFileTest.resource("version1.npy"));
        zip(file, "readme.txt", array, array);
        assertThatThrownBy(() -> NpzFile.read(file))
                .hasMessage(file + ", entry \"readme.txt\": is no array; the names of those end with .npy");
        zip(file, "a.npy", java.util.Arrays.copyOf(array, array.length - 1), null);
        assertThatThrownBy(() -> NpzFile.read(file, "a"))
                .hasMessage(file
                        + ", entry \"a.npy\", byte 128: the shape (2, 3) of f8 does not fit the 47 bytes that follow");
        byte[] damaged = array.clone();
        damaged[array.length - 1] ^= 1;
        zip(file, "a.npy", array, damaged);
        assertThatThrownBy(() -> NpzFile.read(file, "a")).isInstanceOf(DataFileException.class)
                .hasMessageStartingWith(file + ", entry \"a.npy\": is damaged: its check sum is ");
        Files.writeString(file, "no zip");
        assertThatThrownBy(() -> NpzFile.read(file)).isInstanceOf(DataFileException.class)
                .hasMessage(file + ", byte 0: must begin with the signature PK\\x03\\x04 of a zip file");
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(PickleFileTest.resource("stored.npz")), 100));
        assertThatThrownBy(() -> NpzFile.read(file)).isInstanceOf(DataFileException.class)
                .hasMessage(file + ": the list of entries at the end of this zip file is cut off or damaged: "
                        + "zip END header not found");
        zip(file, "a\n\u001b[31m.txt", array, array);
        assertThatThrownBy(() -> NpzFile.read(file)).isInstanceOf(DataFileException.class)
                .hasMessage(
                        file + ", entry \"a<U+000A><U+001B>[31m.txt\": is no array; the names of those end with .npy");
    }

    /// A stored entry whose check sum is that of other bytes, if there are any.
    private static void zip(Path file, String name, byte[] bytes, byte[] summed) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(sum.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        if (summed != null && name.endsWith(".npy")) { // in place of the right ones
            byte[] whole = Files.readAllBytes(file);
            System.arraycopy(summed, 0, whole, 30 + name.length(), summed.length);
            Files.write(file, whole);
        }
    }
}
