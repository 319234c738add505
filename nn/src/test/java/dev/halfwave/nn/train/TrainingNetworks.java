package dev.halfwave.nn.train;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.AdaptiveAveragePool1d;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.BlurPool1d;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Downsample1d;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Pad1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.core.op.Upsample1d;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Dropout;
import dev.halfwave.nn.FilteredActivation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.MultiHeadSelfAttention;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The networks that are trained to compare bits. Between them they have every layer and every activation.
final class TrainingNetworks {

    private TrainingNetworks() {}

    /// The network of the paper's section V.C.
    static Sequential paper(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Conv1d.of(32, 32, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(32, 32),
                Activation.of(new Relu()),
                Linear.of(32, 3));
    }

    /// Every layer but batch normalisation, on signals of 64 samples.
    static Sequential layers(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 8, 5).withPadding(new Padding.Same()),
                Activation.of(new DcFreeRelu()),
                FilteredActivation.of(new Relu()),
                Layer.of(new BlurPool1d(3, 2)),
                Residual.of(LayerNorm.of(8, 32), MultiHeadSelfAttention.of(8, 2), Dropout.of(0.2)),
                Residual.of(
                        Layer.of(new Transpose(1, 2)), LayerNorm.of(8), Linear.of(8, 16),
                        Activation.of(Gelu.approximate()), Dropout.of(0.1), Linear.of(16, 8),
                        Layer.of(new Transpose(1, 2))),
                Sequential.of(
                        Layer.of(Pad1d.reflect(3, 2)),
                        Conv1d.of(8, 12, 3).withGroups(2).withStride(2).withDilation(2),
                        Activation.of(new Abs()),
                        Layer.of(MaxPool1d.of(2).withStride(1)),
                        Layer.of(new Upsample1d()),
                        Layer.of(new Downsample1d())),
                Residual.of(
                        Conv1d.of(12, 16, 3).withStride(2).withPadding(new Padding.Explicit(1, 1)),
                        Activation.of(new Relu()))
                        .withShortcut(Conv1d.of(12, 16, 1).withStride(2)),
                Layer.of(AveragePool1d.of(3).withStride(2).withPadding(1)),
                Layer.of(new AdaptiveAveragePool1d(3)),
                Layer.of(new Flatten()),
                Linear.of(48, 3));
    }

    /// Batch normalisation, whose training steps see the whole batch, on signals of any length.
    static Sequential batch(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 6, 5).withPadding(new Padding.Same()).withoutBias(),
                BatchNorm1d.of(6),
                Activation.of(new Relu()),
                Residual.of(Conv1d.of(6, 8, 3).withStride(2).withPadding(new Padding.Explicit(1, 1)), BatchNorm1d.of(8))
                        .withShortcut(Conv1d.of(6, 8, 1).withStride(2)),
                Layer.of(new GlobalAveragePool1d()),
                BatchNorm1d.of(8).withMomentum(0.3),
                Dropout.of(0.5),
                Linear.of(8, 3));
    }

    /// Wide convolutions with dilation, half of them with their activation in one, and attention, on signals of 256 samples.
    static Sequential heart(Layer first) {
        return Sequential.of(
                first,
                dilated(1, 32).withActivation(new Relu()),
                dilated(32, 32).withActivation(new Relu()),
                Layer.of(AveragePool1d.of(4)),
                dilated(32, 48), Activation.of(new Relu()),
                Layer.of(AveragePool1d.of(2)),
                dilated(48, 64), Activation.of(new Relu()),
                Residual.of(MultiHeadSelfAttention.of(64, 4)),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(64, 1));
    }

    private static Conv1d dilated(int inChannels, int outChannels) {
        return Conv1d.of(inChannels, outChannels, 5).withDilation(2).withPadding(new Padding.Causal());
    }

    /// Far more parameters than activations, on single numbers.
    static Sequential dense(Layer first) {
        return Sequential.of(
                first,
                Linear.of(1, 256), Activation.of(new Relu()),
                Linear.of(256, 256), Activation.of(new Relu()),
                Linear.of(256, 256), Activation.of(new Relu()),
                Linear.of(256, 1));
    }

    /// A small network around one op that keeps the shape of a signal.
    static Sequential around(Op op, Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 4, 3).withPadding(new Padding.Same()),
                Layer.of(op),
                Conv1d.of(4, 5, 3).withPadding(new Padding.Same()),
                Layer.of(op),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(5, 3));
    }

    /// Every op of Halfwave that makes of one signal another one of the same shape, by name: a new one takes part
    /// without an entry anywhere.
    static Map<String, Op> activations() {
        Map<String, Op> ops = new TreeMap<>();
        for (Class<?> type : classes(Relu.class)) {
            if (type.isRecord() && Op.class.isAssignableFrom(type)) {
                build(type.asSubclass(Op.class))
                        .filter(op -> !(op instanceof BatchNormalization1d)) // needs the whole batch, as BatchNorm1d
                        .filter(TrainingNetworks::keepsTheShape)
                        .ifPresent(op -> ops.put(op.name(), op));
            }
        }
        return ops;
    }

    /// Every public layer of Halfwave.
    static List<Class<?>> layerClasses() {
        return classes(Layer.class).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && !type.isInterface())
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .toList();
    }

    private static boolean keepsTheShape(Op op) {
        Shape signal = Shape.of(3, 4, 37);
        try {
            return op.shape(signal).equals(signal);
        } catch (IllegalArgumentException e) { // takes more inputs, or none of this shape
            return false;
        }
    }

    /// With middling settings; without any if it needs others.
    private static Optional<Op> build(Class<? extends Op> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = switch (types[i].getName()) {
                case "int" -> 1;
                case "boolean" -> false;
                case "float" -> 0.5f;
                case "double" -> 0.5;
                default -> null;
            };
            if (values[i] == null) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(type.getConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type + " is a public record", e);
        }
    }

    /// The top-level classes of a class's package in main code, from its folder or its jar.
    private static List<Class<?>> classes(Class<?> neighbour) {
        String folder = neighbour.getPackageName().replace('.', '/');
        try {
            URI code = neighbour.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path path = Path.of(code);
            if (Files.isDirectory(path)) {
                return classes(neighbour.getPackageName(), path.resolve(folder));
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return classes(neighbour.getPackageName(), jar.getPath(folder));
            }
        } catch (URISyntaxException | IOException e) {
            throw new AssertionError("the classes beside " + neighbour + " cannot be listed", e);
        }
    }

    private static List<Class<?>> classes(String packageName, Path folder) throws IOException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[A-Z][A-Za-z0-9]*\\.class")) {
                    classes.add(Class.forName(packageName + "." + name.substring(0, name.length() - 6)));
                }
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        return classes;
    }
}
