import org.jspecify.annotations.NullMarked;

/// The studies and the command line. To declare a study of one's own, start with [dev.halfwave.experiments.Halfwave]
/// and [dev.halfwave.experiments.ablation].
@NullMarked
module dev.halfwave.experiments {
    requires static org.jspecify;
    requires transitive dev.halfwave.nn;
    requires dev.halfwave.heartrate;
    requires info.picocli;
    requires transitive tools.jackson.databind; // a figure is a tree of it
    requires echarts; // the page's script is a resource of it
    requires org.apache.commons.statistics.descriptive;
    requires org.apache.commons.statistics.distribution;
    requires JTransforms;
    requires ejml.core;
    requires ejml.ddense;
    requires io.jhdf;
    requires org.apache.commons.lang3; // jHDF's, which has no descriptor that would say so
    requires org.slf4j; // as well

    exports dev.halfwave.experiments;
    exports dev.halfwave.experiments.ablation;
    exports dev.halfwave.experiments.distance;
    exports dev.halfwave.experiments.report;
    exports dev.halfwave.experiments.signal;
    exports dev.halfwave.experiments.statistics;
    exports dev.halfwave.experiments.study;

    opens dev.halfwave.experiments.cli to
            info.picocli;
}
