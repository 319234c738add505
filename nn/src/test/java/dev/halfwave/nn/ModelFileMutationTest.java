package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.PadMode;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged model files: each is refused with a sentence, or the model has the layers and settings that were saved.
final class ModelFileMutationTest {

    private static final int MUTATIONS = 2000;

    @TempDir
    private Path folder;

    private Path file;
    private byte[] whole;
    private LayerSpec saved;
    private int headerEnd;

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("model.safetensors");
        Sequential.of(
                Conv1d.of(1, 2, 3).withPadding(new Padding.Same()).withPaddingMode(PadMode.REFLECT)
                        .withActivation(new Relu()),
                Residual.of(
                        Conv1d.of(2, 3, 3).withPadding(new Padding.Explicit(1, 1)).withActivation(new LeakyRelu(0.1f)),
                        Activation.of(new Relu()).named("inner"))
                        .withShortcut(Conv1d.of(2, 3, 1).withoutBias()),
                FilteredActivation.of(new LeakyRelu(0.2f)).named("filtered"),
                BatchNorm1d.of(3).named("norm"))
                .initialize(1)
                .save(file);
        whole = Files.readAllBytes(file);
        saved = Sequential.load(file).spec();
        headerEnd = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    @Test
    void nothingThatAFileSaysIsPassedOver() throws IOException {
        int damaged = 0;
        int read = 0;
        Random random = new Random(1);
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(file, mutated(random));
            Sequential model;
            try {
                model = Sequential.load(file);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith(file + "");
                damaged += e.getMessage().contains("the file is damaged") ? 1 : 0;
                continue;
            }
            read++;
            assertThat(model.spec()).as("mutation %s", i).isEqualTo(saved);
        }
        assertThat(damaged).isGreaterThan(MUTATIONS / 4);
        assertThat(read).isGreaterThan(MUTATIONS / 400); // damage to the hash's own name, and such
    }

    /// One flipped bit, another byte, or a byte too few; the length of the header keeps fitting.
    private byte[] mutated(Random random) {
        byte[] bytes = whole.clone();
        int at = 8 + random.nextInt(headerEnd - 8);
        switch (random.nextInt(3)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) (' ' + random.nextInt('~' - ' '));
            default -> {
                System.arraycopy(bytes, at + 1, bytes, at, headerEnd - at - 1);
                bytes[headerEnd - 1] = ' ';
            }
        }
        return bytes;
    }
}
