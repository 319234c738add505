package dev.halfwave.core;

/// Where results live, and what lends an op scratch memory until its call returns.
///
/// There are two kinds. An [ordinary][#ordinary] workspace allocates from the garbage-collected heap and is what every
/// program uses without noticing. A [PooledWorkspace] lends the same memory again in every step; a trainer has one per
/// worker.
public abstract sealed class Workspace permits OrdinaryWorkspace, PooledWorkspace {

    Workspace() {}

    /// Allocates ordinarily and records: the workspace of every tensor that nobody put elsewhere. Thread-safe.
    public static Workspace ordinary() {
        return OrdinaryWorkspace.RECORDING;
    }

    /// Allocates ordinarily and records nothing: for prediction. Thread-safe.
    public static Workspace unrecorded() {
        return OrdinaryWorkspace.UNRECORDED;
    }

    /// Scratch memory of at least `n` floats, lent until the op's call returns. Its content is not defined.
    public abstract float[] floats(int n);

    /// Scratch memory of at least `n` integers, lent until the op's call returns. Its content is not defined.
    public abstract int[] ints(int n);

    /// A derived form of a weight, such as its tiles in the order a kernel reads them. A pooled workspace computes it
    /// once per version of a parameter and shares it among all slices and threads; any other computes it now. The
    /// array may be longer than [Preparation#length]; do not write to it.
    public abstract float[] prepared(Tensor weight, Preparation preparation);

    /// A table of indices that depends on shapes only. A pooled workspace computes it once; any other computes it now.
    /// Do not write to it.
    public abstract int[] table(IndexTable table);

    /// What depends on settings and shapes only. A pooled workspace keeps it until something else is asked for at
    /// the same place of a step, and asking makes no object; any other workspace works it out now.
    public abstract <S, T> T plan(Planning<S, T> planning, S settings, Shape first, Shape second);

    /// A tensor with undefined content that lives here.
    public final Tensor tensor(Shape shape) {
        return new Tensor(memory(shape.size()), 0, shape, this, null, null);
    }

    /// A tensor that lives here and records how it is computed.
    final Tensor recorded(Shape shape, Op op, Tensor[] inputs) {
        return new Tensor(memory(shape.size()), 0, shape, this, op, inputs);
    }

    /// Memory for a tensor of `n` elements, with undefined content.
    abstract float[] memory(int n);

    /// Whether ops record themselves in what they compute here.
    abstract boolean records();

    /// Changes whenever what was lent before must not be used any more.
    abstract int generation();

    /// The training step this workspace is in.
    abstract long step();

    /// The amount of scratch memory lent so far; [#release] takes back what was lent since.
    abstract int mark();

    abstract void release(int mark);
}
