package dev.halfwave.experiments.study;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// `run.log`. Who has it open owns the run folder: it is also the lock that keeps a second process out. The system
/// releases the lock when the process ends, however it ends.
final class RunLog implements Closeable {

    private final FileChannel channel;

    private RunLog(FileChannel channel) {
        this.channel = channel;
    }

    /// Opens the log and takes the lock.
    ///
    /// @param cure what to do when another process has it
    /// @throws UsageException when it is taken
    static RunLog open(Path file, String cure) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            // Behind the end of any log: where locks are mandatory it can still be read.
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                throw taken(file, cure);
            }
            channel.position(channel.size());
            return new RunLog(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw taken(file, cure);
        } catch (IOException | UsageException e) {
            channel.close();
            throw e;
        }
    }

    private static UsageException taken(Path file, String cure) {
        return new UsageException(file.getParent() + " is in use by another process: " + cure);
    }

    /// Adds a line with the time in front.
    synchronized void line(String text) {
        String line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + text + "\n";
        try {
            long end = channel.position();
            try {
                ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                channel.truncate(end); // no half line
                throw e;
            }
        } catch (IOException ignored) {
            // Results matter more than the log: where it cannot be written, they cannot either, and that is reported.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
