/// Experiments and how they are run: arms, settings, presets, trials, and the folder that holds a run.
///
/// Who declares a [Study][dev.halfwave.experiments.ablation.Study] meets
/// [Setting][dev.halfwave.experiments.study.Setting], [Arm][dev.halfwave.experiments.study.Arm],
/// [Preset][dev.halfwave.experiments.study.Preset], [Trial][dev.halfwave.experiments.study.Trial] and, in sections of a
/// report, [RunData][dev.halfwave.experiments.study.RunData]. An
/// [Experiment][dev.halfwave.experiments.study.Experiment] is more general. The rest runs them.
package dev.halfwave.experiments.study;
