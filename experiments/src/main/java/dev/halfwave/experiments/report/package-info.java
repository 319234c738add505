/// Reports as one page that needs no network: text, tables and figures. A study adds sections of its own to its
/// [ReportPage][dev.halfwave.experiments.report.ReportPage].
package dev.halfwave.experiments.report;
