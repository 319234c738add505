package dev.halfwave.nn.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A safetensors file that cannot be read or written: one sentence with the file, the place in it and what is wrong.
public final class SafeTensorsException extends IOException {

    private static final long serialVersionUID = 1;

    SafeTensorsException(String message) {
        super(message);
    }

    SafeTensorsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
