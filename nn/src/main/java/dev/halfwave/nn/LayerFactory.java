package dev.halfwave.nn;

/// Builds a layer of one's own type when a model is loaded: `Sequential.load(path, Map.of("Scale", Scale::fromSpec))`.
@FunctionalInterface
public interface LayerFactory {

    /// @throws IllegalArgumentException if the description does not fit
    Layer create(LayerSpec spec);
}
