package dev.halfwave.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    private static final class Form {
        private final float[] data;
        private volatile int version;

        private Form(int length) {
            data = new float[length];
        }
    }

    private final Map<Key, Form> forms = new ConcurrentHashMap<>();
    private final Map<IndexTable, int[]> tables = new ConcurrentHashMap<>();

    /// Nothing is prepared yet.
    public PreparedForms() {}

    float[] prepared(Tensor weight, Preparation preparation) {
        Key key = new Key(weight.identity(), preparation);
        Form form = forms.get(key);
        if (form == null) {
            form = forms.computeIfAbsent(key, k -> new Form(preparation.length(weight.shape())));
        }
        if (form.version != weight.version()) {
            synchronized (form) {
                if (form.version != weight.version()) {
                    preparation.prepare(weight, form.data);
                    form.version = weight.version();
                }
            }
        }
        return form.data;
    }

    int[] table(IndexTable table) {
        int[] known = tables.get(table);
        return known != null ? known : tables.computeIfAbsent(table, IndexTable::compute);
    }
}
