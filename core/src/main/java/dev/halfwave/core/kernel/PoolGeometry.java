package dev.halfwave.core.kernel;

/// Where the windows of a pool lie on a row.
///
/// Window `o` has its taps at `o · stride − padding + k · dilation` for `k` in `0..kernelSize−1`. Those below 0 are in
/// the padding on the left, those from `length` on in the padding on the right or, from `length + padding` on, beyond
/// it.
///
/// @param length samples per row
/// @param windows windows per row
/// @param kernelSize taps per window
/// @param stride samples between windows
/// @param padding samples before and behind each row
/// @param dilation samples between taps
public record PoolGeometry(int length, int windows, int kernelSize, int stride, int padding, int dilation) {

    /// Where a window begins; negative in the padding.
    int start(int window) {
        return window * stride - padding;
    }

    /// One behind the last tap of a window that lies on the row.
    int end(int window) {
        return Math.min(start(window) + (kernelSize - 1) * dilation + 1, length);
    }

    /// The first tap of a window that does not lie in the padding on the left.
    int firstTap(int window) {
        int start = start(window);
        return start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation;
    }

    /// The first window that does not reach into the padding on the left.
    int firstInside() {
        return Math.min(windows, (padding + stride - 1) / stride);
    }

    /// One behind the last window that does not reach beyond the row on the right; at least [#firstInside].
    int endInside() {
        int fitting = Math.floorDiv(length + padding - dilation * (kernelSize - 1) - 1, stride) + 1;
        return Math.max(firstInside(), Math.min(windows, fitting));
    }

    /// Whether windows of this many samples lie side by side.
    boolean isSideBySide(int samples) {
        return kernelSize == samples && stride == samples && dilation == 1;
    }
}
