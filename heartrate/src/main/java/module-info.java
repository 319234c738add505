import org.jspecify.annotations.NullMarked;

/// Heart rate from a wrist's pulse wave and acceleration: the network of KID-PPG, the filter that takes motion out, and
/// streams of samples. Needs nn and EJML only, so that a program that reads a sensor gets nothing of the command line.
@NullMarked
module dev.halfwave.heartrate {
    requires static org.jspecify;
    requires transitive dev.halfwave.nn;
    requires ejml.core;
    requires ejml.ddense;

    exports dev.halfwave.heartrate;
}
