package dev.halfwave.bench;

/// The convolutions that are measured, with causal padding, on a batch that is computed in slices as a trainer does; for
/// the networks' layers in those that it would choose with ReLU in the convolutions, which are four samples for the
/// paper's network and three for the heart-rate network.
///
/// `c…` are those of the paper's network, the heart-rate network's blocks are named `heart…` (the batch of 256 without
/// the last sample, because slices have three). The others are there so that no cliff hides: strides, a wide dilation,
/// groups, sizes that are multiples of nothing, signals as short as after several pools.
public enum ConvolutionLayer {
    c1to32(1, 32, 256, 3, 1, 1, 1, 64, 4), //
    c32to32(32, 32, 256, 3, 1, 1, 1, 64, 4), //
    heart1to32(1, 32, 256, 5, 1, 2, 1, 255, 3), //
    heart32to32(32, 32, 256, 5, 1, 2, 1, 255, 3), //
    heart32to48(32, 48, 64, 5, 1, 2, 1, 255, 3), //
    heart48to48(48, 48, 64, 5, 1, 2, 1, 255, 3), //
    heart48to64(48, 64, 32, 5, 1, 2, 1, 255, 3), //
    heart64to64(64, 64, 32, 5, 1, 2, 1, 255, 3), //
    stride2(32, 32, 256, 3, 2, 1, 1, 64, 1), //
    stride3(32, 32, 256, 3, 3, 1, 1, 64, 1), //
    dilation4(32, 32, 256, 3, 1, 4, 1, 64, 1), //
    groups4(32, 32, 256, 3, 1, 1, 4, 64, 1), //
    depthwise(32, 32, 256, 3, 1, 1, 32, 64, 1), //
    odd(7, 9, 101, 5, 1, 1, 1, 64, 2), //
    short16(64, 64, 16, 3, 1, 1, 1, 64, 2), //
    short16slices16(64, 64, 16, 3, 1, 1, 1, 64, 16);

    final Definitions.Convolution sizes;
    final int batch;
    final int slice;

    ConvolutionLayer(
            int inChannels, int outChannels, int inLength, int kernelSize, int stride, int dilation, int groups,
            int batch, int slice) {
        this.sizes = new Definitions.Convolution(
                inChannels, inLength, outChannels, (inLength - 1) / stride + 1, kernelSize, stride, dilation, groups,
                dilation * (kernelSize - 1));
        this.batch = batch;
        this.slice = slice;
    }

    /// Its settings in words, for tables: `32 → 48 channels, L 64, K 5, dilation 2, 85 slices of 3`.
    public String description() {
        return sizes.inChannels() + " → " + sizes.outChannels() + " channels, L " + sizes.inLength() + ", K "
                + sizes.kernelSize() + (sizes.stride() > 1 ? ", stride " + sizes.stride() : "")
                + (sizes.dilation() > 1 ? ", dilation " + sizes.dilation() : "")
                + (sizes.groups() > 1 ? ", groups " + sizes.groups() : "") + ", " + batch / slice + " slices of "
                + slice;
    }

    int inPerGroup() {
        return sizes.inChannels() / sizes.groups();
    }

    /// The size of one sample of `x`.
    int inSize() {
        return sizes.inChannels() * sizes.inLength();
    }

    /// The size of one sample of `y`.
    int outSize() {
        return sizes.outChannels() * sizes.outLength();
    }

    int weightSize() {
        return sizes.outChannels() * inPerGroup() * sizes.kernelSize();
    }

    /// Of the whole batch, in each of the three passes; those on padding count.
    double multiplyAdds() {
        return (double) batch * outSize() * inPerGroup() * sizes.kernelSize();
    }
}
