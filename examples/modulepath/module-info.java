/// An embedder with a module of its own.
module com.example {
    requires dev.halfwave.nn; // to train
    requires dev.halfwave.experiments; // for a study
}
