package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class ReasonTest {

    @Test
    void leavesASentenceAsItIs() {
        assertThat(Reason.of(new IllegalArgumentException("a must be\n  positive"))).isEqualTo("a must be positive");
        assertThat(Reason.of(new UsageException("no"))).isEqualTo("no");
    }

    @Test
    void namesAnExceptionThatCannotBeReadWithoutItsName() {
        assertThat(Reason.of(new NullPointerException())).isEqualTo("NullPointerException");
        assertThat(Reason.of(new ArithmeticException("/ by zero"))).isEqualTo("ArithmeticException: / by zero");
        assertThat(Reason.of(new NoSuchFileException("/data"))).isEqualTo("NoSuchFileException: /data");
    }

    @Test
    void saysWhyAFileWasRefusedWithoutItsName() {
        assertThat(Reason.ofFile(new AccessDeniedException("/f"))).isEqualTo("permission denied");
        assertThat(Reason.ofFile(new NoSuchFileException("/f"))).isEqualTo("no such file or folder");
        assertThat(Reason.ofFile(new FileSystemException("/f", null, "Read-only file system")))
                .isEqualTo("Read-only file system");
        assertThat(Reason.ofFile(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(Reason.ofFile(new IOException("/f: cannot be written", new IOException("No space left on device"))))
                .isEqualTo("No space left on device");
        assertThat(Reason.ofFile(new UncheckedIOException(new AccessDeniedException("/f"))))
                .isEqualTo("permission denied");
        assertThat(Reason.ofFile(new IOException())).isEqualTo("IOException");
    }

    @Test
    void namesAnotherFileThatIsInTheWay() {
        assertThat(Reason.ofFile(new FileAlreadyExistsException("/a"))).isEqualTo("/a is a file");
    }
}
