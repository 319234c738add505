package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.data.OldStyleHdf5.Group;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// Damages a file in thousands of ways and reads each: a program, so that it can have little memory.
///
/// `KerasMutations FILE COUNT`, or `small` for a file of its own. Prints `refused N, read M, of K kinds`; ends with a stack
/// trace if one is neither refused by a sentence nor read as what it says.
final class KerasMutations {

    private static final Path FILE = Path.of("w.h5");

    private final byte[] original;
    private final int[] structures; // where those that have a signature begin
    private final Random random = new Random(1);
    private final Map<String, Integer> kinds = new TreeMap<>();
    private int refused;
    private int read;

    private KerasMutations(byte[] original) {
        this.original = original;
        this.structures = structures(original);
    }

    public static void main(String[] arguments) throws IOException {
        byte[] file = arguments[0].equals("small") ? small() : Files.readAllBytes(Path.of(arguments[0]));
        KerasMutations mutations = new KerasMutations(file);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            mutations.read(mutations.next());
        }
        System.out.println(
                "refused " + mutations.refused + ", read " + mutations.read + ", of " + mutations.kinds.size()
                        + " kinds");
        if (arguments.length > 2) {
            mutations.kinds.forEach((message, count) -> System.out.println(count + " " + message));
        }
    }

    /// Two layers with weights and one without.
    static byte[] small() {
        Group weights = new Group().with("layer_names", "input_1", "dense", "dense_1");
        weights.group("input_1").with("weight_names");
        for (String layer : List.of("dense", "dense_1")) {
            weights.group(layer).with("weight_names", layer + "/kernel:0", layer + "/bias:0")
                    .with(layer + "/kernel:0", Tensor.full(Shape.of(3, 3), 0.5f))
                    .with(layer + "/bias:0", Tensor.full(Shape.of(3), 0.25f));
        }
        Group root = new Group().with("keras_version", "2.13.1");
        root.members.put("model_weights", weights);
        return OldStyleHdf5.write(root, true);
    }

    private static int[] structures(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        TreeSet<Integer> found = new TreeSet<>(List.of(0));
        for (String signature : List.of("TREE", "SNOD", "HEAP", "GCOL")) {
            for (int at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) {
                found.add(at);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Near a structure more often than somewhere else, where mostly numbers are.
    private int place() {
        if (random.nextInt(5) == 0) {
            return random.nextInt(original.length);
        }
        int at = structures[random.nextInt(structures.length)] + random.nextInt(600) - 300;
        return Math.clamp(at, 0, original.length - 1);
    }

    /// One to three times: a bit turned over, a byte or an address written over, two blocks exchanged, a block copied, or
    /// the rest cut off.
    private byte[] next() {
        byte[] bytes = original.clone();
        for (int times = random.nextInt(3); times >= 0; times--) {
            int at = place();
            switch (random.nextInt(20)) {
                case 0 -> {
                    return Arrays.copyOf(bytes, at);
                }
                case 1, 2, 3 -> bytes[at] = (byte) random.nextInt();
                case 4, 5, 6, 7 -> overwrite(bytes, at / 8 * 8);
                case 8, 9, 10, 11 -> exchange(bytes, at / 8 * 8, place() / 8 * 8, 8 << random.nextInt(5));
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    private void overwrite(byte[] bytes, int at) {
        long[] values = {
            0, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, bytes.length, place() / 8 * 8,
            structures[random.nextInt(structures.length)], structures[random.nextInt(structures.length)]};
        if (at + 8 <= bytes.length) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, values[random.nextInt(values.length)]);
        }
    }

    private void exchange(byte[] bytes, int one, int other, int size) {
        if (Math.max(one, other) + size <= bytes.length) {
            byte[] block = Arrays.copyOfRange(bytes, one, one + size);
            if (random.nextBoolean()) {
                System.arraycopy(bytes, other, bytes, one, size);
            }
            System.arraycopy(block, 0, bytes, other, size);
        }
    }

    private void read(byte[] bytes) {
        try {
            KerasWeights weights = KerasWeights.read(FILE, bytes);
            List<String> wrong = new ArrayList<>();
            weights.tensors().forEach((name, tensor) -> {
                for (float value : tensor.toArray()) {
                    if (!Float.isFinite(value)) {
                        wrong.add(name);
                    }
                }
            });
            if (!wrong.isEmpty() || 4 * weights.count() > bytes.length || !weights.sha256().matches("[0-9a-f]{64}")) {
                throw new AssertionError("read what cannot be: " + weights.tensors());
            }
            read++;
        } catch (DataFileException e) {
            if (!e.getMessage().matches("w\\.h5[:,] [^\\p{C}\\u2028\\u2029]{20,590}")) {
                throw new AssertionError("no sentence: " + e.getMessage(), e);
            }
            kinds.merge(e.getMessage().replaceAll("\\d+", "#"), 1, Integer::sum);
            refused++;
        }
    }
}
