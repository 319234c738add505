package dev.halfwave.nn.train;

/// A loss or a gradient became NaN or infinite. The parameters are those before the step that would have spoilt them.
public final class NonFiniteException extends ArithmeticException {

    private static final long serialVersionUID = 1;

    NonFiniteException(String message) {
        super(message);
    }
}
