package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a Keras file has its weights, read by jHDF once [Hdf5Structure] has found the file in order.
///
/// A group per layer is named in the attribute `layer_names` of `model_weights`, or of the root where only weights were
/// saved; a weight per data set in the layer's attribute `weight_names`.
final class KerasFile {

    private static final String LAYERS = "layer_names";
    private static final String WEIGHTS = "weight_names";
    private static final String CONFIG = "model_config";

    private final Path path;
    private final byte[] bytes;
    private String place = "/"; // what is being read

    KerasFile(Path path, byte[] bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    /// What was read.
    ///
    /// @param tensors all weights by name, in Keras's order
    /// @param modelConfig the model as Keras describes it in JSON; null where only weights were saved
    record Contents(Map<String, Tensor> tensors, @Nullable String modelConfig) {}

    Contents read() throws DataFileException {
        try {
            HdfFile file = HdfFile.fromBytes(bytes);
            return new Contents(tensors(file), modelConfig(file));
        } catch (RuntimeException | StackOverflowError e) { // its own exceptions, and those of buffers and arithmetic
            throw DataFileException.of(path, place + " cannot be understood as HDF5: " + reason(e));
        }
    }

    /// What jHDF says, down to the first cause.
    private static String reason(Throwable e) {
        List<String> parts = new ArrayList<>();
        for (Throwable cause = e; cause != null && parts.size() < 4; cause = cause.getCause()) {
            parts.add(DataFileException.reason(cause));
        }
        return String.join(": ", parts);
    }

    private @Nullable String modelConfig(HdfFile file) throws DataFileException {
        place = "/";
        Attribute attribute = file.getAttribute(CONFIG);
        if (attribute == null) {
            return null;
        }
        return switch (attribute.getSize() == 0 ? "" : attribute.getData()) {
            case String text -> text;
            case String[] texts when texts.length == 1 -> texts[0];
            default -> throw failure(file, "must have a text in its attribute " + CONFIG);
        };
    }

    private Map<String, Tensor> tensors(HdfFile file) throws DataFileException {
        Group group = modelWeights(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String layer : names(group, LAYERS)) {
            place = group.getPath() + layer;
            if (!(member(group, layer) instanceof Group weights)) {
                throw failure(group, "names the layer " + quoted(layer) + ", but has no group of this name");
            }
            for (String weight : names(weights, WEIGHTS)) {
                place = weights.getPath() + weight;
                tensors.put(layer + "/" + weight, tensor(weights, weight));
            }
        }
        if (tensors.isEmpty()) {
            throw failure(group, "has layers without any weights");
        }
        return tensors;
    }

    private Group modelWeights(HdfFile file) throws DataFileException {
        if (has(file, LAYERS)) {
            return file;
        }
        Node child = file.getChild("model_weights");
        if (child instanceof Group group && has(group, LAYERS)) {
            return group;
        }
        boolean ofKeras3 = file.getChild("layers") != null || file.getChild("_layer_checkpoint_dependencies") != null;
        throw DataFileException.of(path, "neither the root nor its group model_weights has the attribute " + LAYERS
                + ", so this is no model saved by Keras in HDF5"
                + (ofKeras3 ? "; it looks like weights in the format of Keras 3, save the whole model as .h5" : ""));
    }

    /// Keras divides a list that is too long for one attribute into `layer_names0`, `layer_names1` and so on.
    private static boolean has(Group group, String attribute) {
        return group.getAttribute(attribute) != null || group.getAttribute(attribute + "0") != null;
    }

    private Set<String> names(Group group, String attribute) throws DataFileException {
        if (!has(group, attribute)) {
            throw failure(group, "has no attribute " + attribute);
        }
        Set<String> names = new LinkedHashSet<>();
        if (group.getAttribute(attribute) != null) {
            addNames(group, group.getAttribute(attribute), names);
        } else {
            for (int i = 0; group.getAttribute(attribute + i) != null; i++) {
                addNames(group, group.getAttribute(attribute + i), names);
            }
        }
        return names;
    }

    private void addNames(Group group, Attribute attribute, Set<String> names) throws DataFileException {
        Object data = attribute.getSize() == 0 ? new String[0] : attribute.getData(); // no names: an empty list of any type
        if (!(data instanceof String[] list)) {
            throw failure(group, "must have a list of names in its attribute " + attribute.getName());
        }
        for (String name : list) {
            if (name.isEmpty() || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
                throw failure(group, "has the name " + quoted(name) + " in its attribute " + attribute.getName());
            }
            if (!names.add(name)) {
                throw failure(group, "has " + quoted(name) + " twice in its attribute " + attribute.getName());
            }
        }
    }

    /// What a path leads to from a group; null if nowhere.
    private static @Nullable Node member(Group group, String name) {
        Node node = group;
        for (String part : name.split("/")) {
            node = node instanceof Group parent ? parent.getChild(part) : null;
        }
        return node;
    }

    private Tensor tensor(Group layer, String name) throws DataFileException {
        if (!(member(layer, name) instanceof Dataset data)) {
            throw failure(layer, "names the weight " + quoted(name) + ", but has no data of this name");
        }
        if (!(data.getDataType() instanceof FloatingPoint type && isFloat(type))) {
            throw failure(data, "must be 32-bit floating-point numbers, little-endian, but is "
                    + data.getDataType().getClass().getSimpleName() + " of " + data.getDataType().getSize() + " bytes");
        }
        if (!(data instanceof ContiguousDataset contiguous)) {
            throw failure(data, "must be in one piece, but is " + data.getDataLayout());
        }
        Shape shape = shape(data);
        long address = contiguous.getDataAddress();
        if (address < 0) { // undefined
            throw failure(data, "was never written");
        }
        float[] values = (float[]) data.getDataFlat();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw DataFileException.at(path, address + 4L * i, data.getPath() + " has " + values[i] + " as element "
                        + i + " of " + shape);
            }
        }
        return Tensor.of(shape, values);
    }

    /// That it has elements, and not more than the file can hold, is checked before anything is allocated.
    private Shape shape(Dataset data) throws DataFileException {
        long[] lengths = data.getDimensionsAsLong();
        long size = 1;
        for (long length : lengths) {
            if (length < 1 || length > bytes.length / 4 || size * length > bytes.length / 4) {
                throw failure(data, "has shape " + Arrays.toString(lengths) + ", which a file of " + bytes.length
                        + " bytes cannot hold");
            }
            size *= length;
        }
        return Shape.of(Arrays.stream(lengths).mapToInt(Math::toIntExact).toArray());
    }

    /// IEEE 754 binary32, little-endian: every field as the format describes it.
    private static boolean isFloat(FloatingPoint type) {
        return type.getSize() == 4 && type.getByteOrder() == ByteOrder.LITTLE_ENDIAN
                && !type.isLowPadding() && !type.isHighPadding() && !type.isInternalPadding()
                && type.getMantissaNormalization() == 2 && type.getSignLocation() == 31
                && type.getBitOffset() == 0 && type.getBitPrecision() == 32
                && type.getExponentLocation() == 23 && type.getExponentSize() == 8 && type.getExponentBias() == 127
                && type.getMantissaLocation() == 0 && type.getMantissaSize() == 23;
    }

    private DataFileException failure(Node node, String problem) {
        String place = node.getPath();
        return DataFileException.of(path, (place.length() > 1 ? place.replaceFirst("/$", "") : place) + " " + problem);
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }
}
