package com.example;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;

/// An op of one's own: `y = x / (1 + |x|)`, element by element.
public record Softsign() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        for (int i = 0; i < x.size(); i++) {
            y.set(i, x.get(i) / (1 + Math.abs(x.get(i))));
        }
    }

    /// `dx = dy / (1 + |x|)²`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        for (int i = 0; i < x.size(); i++) {
            float d = 1 + Math.abs(x.get(i));
            dx.set(i, dy.get(i) / (d * d));
        }
    }
}
