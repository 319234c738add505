package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Relu;

import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerSpec;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A heart-rate network whose activations are layers of their own, so that what is before and after them can be seen. A
/// model that is made for speed has them within its convolutions; the numbers are the same.
final class SeparateActivations {

    private static final List<UnaryOp> KNOWN =
            List.of(new Relu(), new DcFreeRelu(), new Identity(), new Gelu(false), new Gelu(true));

    private SeparateActivations() {}

    /// The same network with separate activations; itself if it has them, none if it is no heart-rate network.
    static Optional<Sequential> of(Sequential model) {
        for (UnaryOp activation : KNOWN) {
            Sequential separate = HeartRateNetwork.of(activation);
            if (same(model, separate)) {
                return Optional.of(model);
            }
            if (same(model, HeartRateNetwork.fused(activation))) {
                model.parameters().forEach(each -> separate.parameter(each.name()).set(each.tensor()));
                return Optional.of(separate);
            }
        }
        return Optional.empty();
    }

    /// Whether two models have the same layers, whatever the rate of dropout, which does nothing here.
    private static boolean same(Sequential one, Sequential other) {
        return layers(one).equals(layers(other));
    }

    private static List<LayerSpec> layers(Sequential model) {
        return model.layers().values().stream().map(Layer::spec).filter(spec -> !spec.type().equals("Dropout"))
                .toList();
    }

    /// The layer behind another one.
    static String behind(Sequential model, String layer) {
        List<String> names = new ArrayList<>(model.layers().keySet());
        return names.get(names.indexOf(layer) + 1);
    }
}
