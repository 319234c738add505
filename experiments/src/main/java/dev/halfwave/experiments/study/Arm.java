package dev.halfwave.experiments.study;

import java.util.regex.Pattern;

/// One of the variants that an experiment compares.
///
/// @param name how the command line, files and figures call it, such as `relu-dc-free`
/// @param description one sentence: what is different about it
/// @param note what a reader must know before believing a comparison with it, or an empty text
public record Arm(String name, String description, String note) {

    /// What a name is made of; it becomes part of paths.
    static final Pattern NAME = Pattern.compile("[a-z0-9-]+");
}
