package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.data.KerasSlots.Slot;
import dev.halfwave.experiments.data.KerasSlots.Unit;
import dev.halfwave.experiments.data.OldStyleHdf5.Group;
import dev.halfwave.heartrate.HeartRateNetwork;
import java.util.List;

/// Keras files for tests of what reads them.
public final class KerasFiles {

    private KerasFiles() {}

    /// The heart-rate network with weights that are not all the same.
    public static byte[] heartRate() {
        Group weights = new Group();
        List<Unit> units = KerasSlots.of(HeartRateNetwork.of(new Relu()));
        weights.with("layer_names", units.stream().map(Unit::name).toArray(String[]::new));
        for (Unit unit : units) {
            weights.group(unit.name()).with(
                    "weight_names",
                    unit.slots().stream().map(slot -> unit.name() + "/" + slot.name() + ":0").toArray(String[]::new));
            for (Slot slot : unit.slots()) {
                weights.with(unit.name() + "/" + unit.name() + "/" + slot.name() + ":0", pattern(slot.shape()));
            }
        }
        return OldStyleHdf5.write(weights, false);
    }

    /// One fully connected layer.
    public static byte[] dense() {
        Group weights = new Group().with("layer_names", "dense");
        weights.group("dense").with("weight_names", "dense/kernel:0").with("dense/kernel:0", pattern(Shape.of(3, 2)));
        return OldStyleHdf5.write(weights, true);
    }

    private static Tensor pattern(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, i % 7 / 20f - 0.15f);
        }
        return tensor;
    }
}
