package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Program;
import dev.halfwave.experiments.study.Reason;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunException;
import dev.halfwave.experiments.study.RunFolder;
import dev.halfwave.experiments.study.Shell;
import dev.halfwave.experiments.study.UsageException;
import java.io.PrintStream;
import java.nio.file.Path;

/// Writes what is computed from the trials of a run, and tells where it is.
final class Reporting {

    private Reporting() {}

    /// Writes metrics, summary and report, and says so.
    static void write(Experiment experiment, RunFolder folder, PrintStream out) {
        String cure = "the trials are kept, draw it again with: " + Program.command("report ")
                + Shell.word(folder.path().toString());
        tell(write(experiment, folder, folder.path(), cure), folder.path(), out);
    }

    /// Writes metrics, summary and report.
    ///
    /// @param place where the folder will be for whoever reads a message
    /// @param cure what is to be done when the report cannot be drawn
    static Report write(Experiment experiment, RunFolder folder, Path place, String cure) {
        Report report;
        try {
            folder.saveResults(experiment.metrics());
            report = experiment.report(folder.data());
        } catch (RunException | UsageException e) {
            throw e;
        } catch (RuntimeException e) {
            folder.log("the report failed", e);
            throw new RunException(
                    "the report of " + place + " cannot be drawn: " + Reason.of(e) + "; " + cure, e);
        }
        folder.saveReport(report);
        return report;
    }

    /// Shows the report's table, and where the rest is.
    static void tell(Report report, Path folder, PrintStream out) {
        if (!report.summary().isEmpty()) {
            out.println(report.summary().stripTrailing());
            out.println();
        }
        out.println("Report: " + RunFolder.report(folder));
    }
}
