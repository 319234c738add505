package dev.halfwave.nn.onnx;

import dev.halfwave.core.Op;
import java.util.List;

/// How an op is said in ONNX: what an embedder gives [OnnxFile] for an op of his own.
///
/// ```java
/// OnnxForm mish = (op, x, graph) -> graph.node("Mish", x.get(0)).value();
/// ```
@FunctionalInterface
public interface OnnxForm {

    /// Adds the nodes that compute what the op computes.
    ///
    /// @param op the op with its settings
    /// @param x its inputs in their order
    /// @param graph takes nodes and constants
    /// @return the result
    OnnxValue express(Op op, List<OnnxValue> x, OnnxGraph graph);
}
