package dev.halfwave.experiments.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Says in one line why something failed.
public final class Reason {

    private Reason() {}

    /// The reason, without the path where the system names one: the sentence around it does.
    public static String of(Throwable thrown) {
        return switch (thrown) {
            case UncheckedIOException unchecked -> of(unchecked.getCause());
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileAlreadyExistsException exists -> exists.getFile() + " is a file";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            // These are thrown with a sentence; the message of any other one of Java's needs its name to be read.
            case IOException io -> message(io, false);
            case IllegalArgumentException argument -> message(argument, false);
            case IllegalStateException state -> message(state, false);
            default -> message(thrown, thrown.getClass().getName().startsWith("java."));
        };
    }

    private static String message(Throwable thrown, boolean named) {
        String type = thrown.getClass().getSimpleName();
        String message = thrown.getMessage() == null ? "" : thrown.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        if (message.isEmpty()) {
            return type;
        }
        return named ? type + ": " + message : message;
    }
}
