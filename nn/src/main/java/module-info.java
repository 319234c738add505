import org.jspecify.annotations.NullMarked;

/// Layers, losses, optimizers and the trainer.
@NullMarked
module dev.halfwave.nn {
    requires static org.jspecify;
    requires transitive dev.halfwave.core;

    exports dev.halfwave.nn;
    exports dev.halfwave.nn.data;
    exports dev.halfwave.nn.init;
    exports dev.halfwave.nn.io;
    exports dev.halfwave.nn.loss;
    exports dev.halfwave.nn.onnx;
    exports dev.halfwave.nn.optim;
    exports dev.halfwave.nn.train;
}
