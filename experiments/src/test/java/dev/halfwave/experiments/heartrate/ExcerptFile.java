package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.data.NpyFile;
import dev.halfwave.experiments.data.NumPyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Excerpts of PPG-DaLiA as `numpy.savez("a.npz", X=X, y=y, activity=activity, groups=groups)` writes them.
public final class ExcerptFile {

    private ExcerptFile() {}

    /// @param x (windows, 4, 256): PPG and three axes of acceleration
    /// @return the file
    public static Path write(Path file, double[][][] x, double[] y, double[] activity, long group) throws IOException {
        double[] samples = Stream.of(x).flatMap(Stream::of).flatMapToDouble(DoubleStream::of).toArray();
        long[] groups = new long[x.length];
        Arrays.fill(groups, group);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, file, "X", NumPyArray.of(samples, x.length, x[0].length, x[0][0].length));
            add(zip, file, "y", NumPyArray.of(y, y.length, 1));
            add(zip, file, "activity", NumPyArray.of(activity, activity.length));
            add(zip, file, "groups", NumPyArray.of(groups, groups.length));
        }
        return file;
    }

    /// Adds an array to an archive.
    ///
    /// @param file the archive, beside which the array is written first
    static void add(ZipOutputStream zip, Path file, String name, NumPyArray array) throws IOException {
        Path npy = file.resolveSibling("array.npy");
        NpyFile.write(npy, array);
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(Files.readAllBytes(npy));
    }
}
