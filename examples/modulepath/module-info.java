/// An embedder with a module of its own.
module com.example {
    requires dev.halfwave.nn; // to train
    requires dev.halfwave.heartrate; // to read a sensor
    requires dev.halfwave.experiments; // for a study
}
