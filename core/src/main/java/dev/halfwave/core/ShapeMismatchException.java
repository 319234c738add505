package dev.halfwave.core;

/// Shapes that do not fit together. Every such message of Halfwave is built here, in one form:
///
/// `operation: what was expected, but what there is; the cure`
///
/// for example `Convolution1d: weight (16, 4, 5) with groups 1 expects x (N, C, L) to have 4 channels, but x is
/// (8, 256, 4) with 256; x looks like (N, L, C): transpose it first`.
public final class ShapeMismatchException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /// @param operation the operation that refused
    /// @param expected what it expects, with the shapes that say so
    /// @param actual what it was given
    public ShapeMismatchException(String operation, String expected, String actual) {
        super(operation + ": " + expected + ", but " + actual);
    }

    /// @param operation the operation that refused
    /// @param expected what it expects, with the shapes that say so
    /// @param actual what it was given
    /// @param cure what would make it fit
    public ShapeMismatchException(String operation, String expected, String actual, String cure) {
        super(operation + ": " + expected + ", but " + actual + "; " + cure);
    }
}
