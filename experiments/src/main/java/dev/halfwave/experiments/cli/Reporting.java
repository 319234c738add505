package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Reason;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunException;
import dev.halfwave.experiments.study.RunFolder;
import dev.halfwave.experiments.study.Shell;
import java.io.PrintStream;

/// Writes what is computed from the trials of a run, and tells where it is.
final class Reporting {

    private Reporting() {}

    static void write(Experiment experiment, RunFolder folder, PrintStream out) {
        folder.saveResults(experiment.metrics());
        Report report;
        try {
            report = experiment.report(folder.data());
        } catch (RuntimeException e) {
            folder.log("the report failed", e);
            throw new RunException("the report of " + folder.path() + " cannot be drawn: " + Reason.of(e)
                    + "; the trials are kept, draw it again with: halfwave report "
                    + Shell.word(folder.path().toString()), e);
        }
        folder.saveReport(report);
        if (!report.summary().isEmpty()) {
            out.println(report.summary().stripTrailing());
            out.println();
        }
        out.println("Report: " + folder.report());
    }
}
