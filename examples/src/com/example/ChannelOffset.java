package com.example;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerSpec;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.util.List;

/// A layer of one's own: adds a learned number to each channel of (N, C, L).
public final class ChannelOffset implements Layer {

    private final Parameter offset;

    public ChannelOffset(int channels) {
        offset = Parameter.of("offset", Shape.of(1, channels, 1), Initializer.zeros(), new Fans(1, 1));
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return new Add().apply(x, offset.tensor());
    }

    @Override
    public Shape outputShape(Shape x) {
        return new Add().shape(x, offset.shape());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(offset);
    }

    @Override
    public LayerSpec spec() {
        return LayerSpec.of("ChannelOffset").with("channels", offset.shape().dim(1));
    }
}
