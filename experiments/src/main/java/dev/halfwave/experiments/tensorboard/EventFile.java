package dev.halfwave.experiments.tensorboard;

import dev.halfwave.nn.io.ProtocolMessage;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A file of curves that TensorBoard shows.
///
/// ```java
/// Path file = folder.resolve("relu").resolve("seed-1").resolve("events.out.tfevents.0.halfwave");
/// try (EventFile events = EventFile.create(file, 0)) {
///     events.scalars(1, 1.0, Map.of("trainLoss", 0.7, "distance/conv1/relative", 0.02));
/// }
/// // tensorboard --logdir folder
/// ```
///
/// TensorBoard makes a run of every folder that holds such a file, groups curves by what stands before the first `/` of
/// their names, and reads files while they are being written, as far as they were [flushed][#flush].
///
/// The bytes depend on the calls alone: times are given by the caller. Values are stored as float32, as this format has
/// it.
///
/// The format: records with masked CRC32C checksums, each an `Event` of Protocol Buffers with `wall_time` (field 1) and
/// `step` (2), of which the first has the `file_version` (3) `brain.Event:2` and the others a `summary` (5) of values
/// (1) with `tag` (1) and `simple_value` (2).
///
/// Not thread-safe.
public final class EventFile implements Closeable {

    private static final String VERSION = "brain.Event:2";
    private static final String NAME_PART = "tfevents";

    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE_VALUE = 2;

    private final String file; // as errors call it
    private final OutputStream out;
    private boolean closed;

    private EventFile(String file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /// Begins a file; one of that name is replaced. Folders that are missing are made.
    ///
    /// @param file its name must contain `tfevents`, else TensorBoard does not look at it
    /// @param wallTimeSeconds when the run began, since 1970; any other origin will do
    /// @throws IllegalArgumentException if the name or the time cannot be used
    /// @throws IOException if the file cannot be written
    public static EventFile create(Path file, double wallTimeSeconds) throws IOException {
        Path name = file.getFileName();
        if (name == null || !name.toString().contains(NAME_PART)) {
            throw new IllegalArgumentException("EventFile: the file's name must contain " + NAME_PART
                    + ", or TensorBoard does not look at it, but is " + name);
        }
        ProtocolMessage version = version(wallTimeSeconds);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        EventFile events = new EventFile(file.toString(), new BufferedOutputStream(Files.newOutputStream(file)));
        try {
            Records.write(version.toBytes(), events.out);
            return events;
        } catch (IOException e) {
            try {
                events.close();
            } catch (IOException ofClosing) {
                e.addSuppressed(ofClosing);
            }
            throw e;
        }
    }

    /// Begins the content of a file that the caller puts in its place, under a name that contains `tfevents`.
    ///
    /// @param out closed with this; need not be buffered
    /// @param wallTimeSeconds when the run began, since 1970; any other origin will do
    /// @throws IllegalArgumentException if the time cannot be used
    /// @throws IOException if nothing can be written
    public static EventFile to(OutputStream out, double wallTimeSeconds) throws IOException {
        ProtocolMessage version = version(wallTimeSeconds);
        EventFile events = new EventFile("the file", new BufferedOutputStream(out));
        Records.write(version.toBytes(), events.out);
        return events;
    }

    private static ProtocolMessage version(double wallTimeSeconds) {
        return event(wallTimeSeconds).withText(EVENT_FILE_VERSION, VERSION);
    }

    /// Adds a point to each of some curves.
    ///
    /// @param step the horizontal axis, such as an epoch; not negative
    /// @param wallTimeSeconds when it was, by the origin of [#create]
    /// @param values by the curve's name, in the order in which they are written; NaN and infinities stay what they are
    /// @throws IllegalArgumentException if a name is empty or the step or the time cannot be used; nothing is written
    /// @throws IllegalStateException if the file is closed
    /// @throws IOException if the file cannot be written
    public void scalars(long step, double wallTimeSeconds, Map<String, Double> values) throws IOException {
        if (closed) {
            throw new IllegalStateException("EventFile: " + file + " is closed");
        }
        if (step < 0) {
            throw new IllegalArgumentException("EventFile: a step must not be negative, but is " + step);
        }
        ProtocolMessage summary = new ProtocolMessage();
        for (Map.Entry<String, Double> value : values.entrySet()) {
            if (value.getKey().isEmpty()) {
                throw new IllegalArgumentException("EventFile: the name of a curve is empty");
            }
            summary.withMessage(
                    SUMMARY_VALUE,
                    new ProtocolMessage()
                            .withText(VALUE_TAG, value.getKey())
                            .withFloat(VALUE_SIMPLE_VALUE, value.getValue().floatValue()));
        }
        ProtocolMessage event =
                event(wallTimeSeconds).withInteger(EVENT_STEP, step).withMessage(EVENT_SUMMARY, summary);
        Records.write(event.toBytes(), out);
    }

    private static ProtocolMessage event(double wallTimeSeconds) {
        if (!Double.isFinite(wallTimeSeconds)) {
            throw new IllegalArgumentException(
                    "EventFile: a time must be a finite number of seconds, but is " + wallTimeSeconds);
        }
        return new ProtocolMessage().withDouble(EVENT_WALL_TIME, wallTimeSeconds);
    }

    /// Hands what was added to the operating system, so that a running TensorBoard sees it.
    ///
    /// @throws IOException if the file cannot be written
    public void flush() throws IOException {
        out.flush();
    }

    /// Writes what is left and closes the file. Again it does nothing.
    ///
    /// @throws IOException if the file cannot be written
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
        }
    }
}
