package dev.halfwave.core;

import java.util.ArrayList;
import java.util.List;

/// Lends the same memory again and again: the workspace of one worker of a trainer.
///
/// A step asks for the same sizes in the same order as the step before, so memory is handed out by position: the i-th
/// request gets the i-th array, which grows until the largest request has been seen. After the first steps nothing is
/// allocated any more, nothing is zeroed, and one worker's activations stay in its cache. Prepared weights, tables and plans
/// are found by position first, too: the i-th that is asked for is most likely the one of the slice before.
///
/// Used by one thread at a time; the [PreparedForms] behind it are shared.
public final class PooledWorkspace extends Workspace {

    private record KnownTable(IndexTable table, int[] indices) {}

    private record KnownPlan(Planning<?, ?> planning, Object settings, Shape first, Shape second, Object plan) {
        boolean is(Planning<?, ?> otherPlanning, Object otherSettings, Shape otherFirst, Shape otherSecond) {
            return planning == otherPlanning
                    && (settings == otherSettings || settings.equals(otherSettings))
                    && (first == otherFirst || first.equals(otherFirst))
                    && (second == otherSecond || second.equals(otherSecond));
        }
    }

    private final PreparedForms forms;
    private final List<float[]> results = new ArrayList<>();
    private final List<float[]> floatScratch = new ArrayList<>();
    private final List<int[]> intScratch = new ArrayList<>();
    private final List<PreparedForms.Form> askedForms = new ArrayList<>();
    private final List<KnownTable> askedTables = new ArrayList<>();
    private final List<KnownPlan> askedPlans = new ArrayList<>();
    private int lentResults;
    private int lentFloats;
    private int lentInts;
    private int nextForm;
    private int nextTable;
    private int nextPlan;
    private int generation;
    private long step;
    private boolean records;

    /// @param forms the prepared weights and tables, shared by all workspaces of a trainer
    public PooledWorkspace(PreparedForms forms) {
        this.forms = forms;
    }

    /// Takes back everything that was lent. Tensors that came from here before must not be used any more, and say so.
    ///
    /// @param newStep the step that begins or goes on, for messages
    /// @param recording whether ops record themselves, which training needs and evaluation does not
    public void begin(long newStep, boolean recording) {
        generation++;
        step = newStep;
        records = recording;
        lentResults = 0;
        lentFloats = 0;
        lentInts = 0;
        nextForm = 0;
        nextTable = 0;
        nextPlan = 0;
    }

    @Override
    public float[] floats(int n) {
        if (lentFloats == floatScratch.size()) {
            floatScratch.add(new float[n]);
        } else if (floatScratch.get(lentFloats).length < n) {
            floatScratch.set(lentFloats, new float[n]);
        }
        return floatScratch.get(lentFloats++);
    }

    @Override
    public int[] ints(int n) {
        if (lentInts == intScratch.size()) {
            intScratch.add(new int[n]);
        } else if (intScratch.get(lentInts).length < n) {
            intScratch.set(lentInts, new int[n]);
        }
        return intScratch.get(lentInts++);
    }

    @Override
    public float[] prepared(Tensor weight, Preparation preparation) {
        if (weight.version() == 0) { // nobody would say when it changes
            float[] form = floats(preparation.length(weight.shape()));
            preparation.prepare(weight, form);
            return form;
        }
        int position = nextForm++;
        if (position < askedForms.size()) {
            PreparedForms.Form known = askedForms.get(position);
            if (known.is(weight, preparation)) {
                return known.data();
            }
        }
        PreparedForms.Form form = forms.form(weight, preparation);
        put(askedForms, position, form);
        return form.data();
    }

    @Override
    public int[] table(IndexTable table) {
        int position = nextTable++;
        if (position < askedTables.size()) {
            KnownTable known = askedTables.get(position);
            if (known.table.equals(table)) {
                return known.indices;
            }
        }
        int[] indices = forms.table(table);
        put(askedTables, position, new KnownTable(table, indices));
        return indices;
    }

    @Override
    @SuppressWarnings("unchecked") // the same planning made it
    public <S, T> T plan(Planning<S, T> planning, S settings, Shape first, Shape second) {
        int position = nextPlan++;
        if (position < askedPlans.size()) {
            KnownPlan known = askedPlans.get(position);
            if (known.is(planning, settings, first, second)) {
                return (T) known.plan;
            }
        }
        T plan = planning.plan(settings, first, second);
        put(askedPlans, position, new KnownPlan(planning, settings, first, second, plan));
        return plan;
    }

    private static <T> void put(List<T> list, int position, T element) {
        if (position < list.size()) {
            list.set(position, element);
        } else {
            list.add(element);
        }
    }

    @Override
    float[] memory(int n) {
        if (lentResults == results.size()) {
            results.add(new float[n]);
        } else if (results.get(lentResults).length < n) {
            results.set(lentResults, new float[n]);
        }
        return results.get(lentResults++);
    }

    @Override
    boolean records() {
        return records;
    }

    @Override
    int generation() {
        return generation;
    }

    @Override
    long step() {
        return step;
    }

    // Both counters fit one int: no op lends 65,536 arrays.
    @Override
    int mark() {
        return lentFloats << 16 | lentInts;
    }

    @Override
    void release(int mark) {
        lentFloats = mark >>> 16;
        lentInts = mark & 0xffff;
    }
}
