import org.jspecify.annotations.NullMarked;

/// The studies and the command line.
@NullMarked
module dev.halfwave.experiments {
    requires static org.jspecify;
    requires dev.halfwave.nn;
    requires info.picocli;
    requires tools.jackson.databind;
    requires ejml.core;
    requires ejml.ddense;
    requires org.apache.commons.statistics.descriptive;
    requires org.apache.commons.statistics.inference;

    opens dev.halfwave.experiments.cli to
            info.picocli;
}
