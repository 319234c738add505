package dev.halfwave.core;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What all workspaces of one trainer share: derived forms of parameters, each computed once per version of its
/// parameter, and index tables, each computed once. Thread-safe, as long as nobody writes a parameter while others
/// compute with it.
public final class PreparedForms {

    /// Parameters are told apart by identity, preparations by equality.
    private record Key(Tensor weight, Preparation preparation) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && weight == key.weight && preparation.equals(key.preparation);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(weight) + preparation.hashCode();
        }
    }

    /// One derived form of one weight.
    static final class Form {
        private final Tensor weight;
        private final Preparation preparation;
        private final float[] data;
        private volatile int version; // of the weight that the data were derived from

        private Form(Key key) {
            weight = key.weight;
            preparation = key.preparation;
            data = new float[preparation.length(weight.shape())];
        }

        boolean is(Tensor otherWeight, Preparation otherPreparation) {
            return weight == otherWeight.identity() && preparation.equals(otherPreparation);
        }

        /// The data for the weight as it is now, derived anew if it has changed.
        float[] data() {
            if (isStale()) {
                synchronized (this) {
                    if (isStale()) {
                        preparation.prepare(weight, data);
                        version = weight.version();
                    }
                }
            }
            return data;
        }

        private boolean isStale() {
            return version != weight.version();
        }
    }

    private final Map<Key, Form> forms = new ConcurrentHashMap<>();
    private final List<Form> all = new CopyOnWriteArrayList<>(); // of the forms
    private final Map<IndexTable, int[]> tables = new ConcurrentHashMap<>();

    /// Nothing is prepared yet.
    public PreparedForms() {}

    /// Derives all forms anew whose weight has changed since, each in a task of its own, so that nobody waits for them
    /// later. Called at the beginning of a step.
    public void refresh(Parallel parallel) {
        long work = 0;
        int count = all.size();
        for (int i = 0; i < count; i++) {
            Form form = all.get(i);
            if (form.isStale()) {
                work += 8L * form.data.length;
            }
        }
        if (work > 0) {
            parallel.run(count, work, i -> all.get(i).data());
        }
    }

    Form form(Tensor weight, Preparation preparation) {
        Key key = new Key(weight.identity(), preparation);
        Form form = forms.get(key);
        return form != null ? form : forms.computeIfAbsent(key, k -> {
            Form made = new Form(k);
            all.add(made);
            return made;
        });
    }

    int[] table(IndexTable table) {
        int[] known = tables.get(table);
        return known != null ? known : tables.computeIfAbsent(table, IndexTable::compute);
    }
}
