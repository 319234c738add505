package dev.halfwave.experiments.distance;

import dev.halfwave.nn.Layer;

/// A layer of one's own that does what ReLU does and something besides, so that [Gates] cannot tell from outside: a unit
/// is open where the layer's input is above 0.
public interface GatedLayer extends Layer {}
