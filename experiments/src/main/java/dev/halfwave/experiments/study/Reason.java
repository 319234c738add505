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

    /// The message, with the exception's name where it cannot be read without it.
    public static String of(Throwable thrown) {
        String type = thrown.getClass().getSimpleName();
        String message = thrown.getMessage() == null ? "" : thrown.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        if (message.isEmpty()) {
            return type;
        }
        // These two are thrown with a sentence, as exceptions of our own are.
        boolean speaksForItself = thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException
                || !thrown.getClass().getName().startsWith("java.");
        return speaksForItself ? message : type + ": " + message;
    }

    /// Why the system refused to read or write a file that the sentence around it names.
    static String ofFile(Exception refusal) {
        return switch (refusal) {
            case UncheckedIOException unchecked -> ofFile(unchecked.getCause());
            // Who wrote on our behalf names the file as well.
            case IOException outer when outer.getCause() instanceof IOException inner -> ofFile(inner);
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileAlreadyExistsException exists -> exists.getFile() + " is a file";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            case FileSystemException system -> of(system);
            case IOException io when io.getMessage() != null -> io.getMessage();
            default -> of(refusal);
        };
    }
}
