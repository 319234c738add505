import org.jspecify.annotations.NullMarked;

/// The studies and the command line.
@NullMarked
module dev.halfwave.experiments {
    requires static org.jspecify;
    requires dev.halfwave.nn;
    requires info.picocli;
    requires tools.jackson.databind;
    requires echarts; // the page's script is a resource of it
    requires org.apache.commons.statistics.descriptive;
    requires org.apache.commons.statistics.distribution;
    requires JTransforms;
    requires ejml.core;
    requires ejml.ddense;

    exports dev.halfwave.experiments.distance;
    exports dev.halfwave.experiments.signal;
    exports dev.halfwave.experiments.statistics;

    opens dev.halfwave.experiments.cli to
            info.picocli;
}
