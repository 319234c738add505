/// An embedder with a module of its own.
module com.example {
    requires dev.halfwave.nn;
}
