package dev.halfwave.experiments.study;

/// One of the variants that an experiment compares.
///
/// @param name how the command line, files and figures call it, such as `relu-dc-free`
/// @param description one sentence: what is different about it
/// @param note what a reader must know before believing a comparison with it, or an empty text
public record Arm(String name, String description, String note) {}
