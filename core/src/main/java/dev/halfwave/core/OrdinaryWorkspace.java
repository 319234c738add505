package dev.halfwave.core;

/// Allocates from the heap; what is not used any more is garbage. Stateless, so that one instance serves all threads.
final class OrdinaryWorkspace extends Workspace {

    static final OrdinaryWorkspace RECORDING = new OrdinaryWorkspace(true);
    static final OrdinaryWorkspace UNRECORDED = new OrdinaryWorkspace(false);

    private final boolean records;

    private OrdinaryWorkspace(boolean records) {
        this.records = records;
    }

    @Override
    public float[] floats(int n) {
        return new float[n];
    }

    @Override
    public int[] ints(int n) {
        return new int[n];
    }

    @Override
    public float[] prepared(Tensor weight, Preparation preparation) {
        float[] form = new float[preparation.length(weight.shape())];
        preparation.prepare(weight, form);
        return form;
    }

    @Override
    public int[] table(IndexTable table) {
        return table.compute();
    }

    @Override
    public <S, T> T plan(Planning<S, T> planning, S settings, Shape first, Shape second) {
        return planning.plan(settings, first, second);
    }

    @Override
    float[] memory(int n) {
        return new float[n];
    }

    @Override
    boolean records() {
        return records;
    }

    @Override
    int generation() {
        return 0;
    }

    @Override
    long step() {
        return 0;
    }

    @Override
    int mark() {
        return 0;
    }

    @Override
    void release(int mark) {}
}
