/// Ablations: arms that differ in what they say, trained on the same seeds, and compared by one number that was chosen
/// beforehand.
///
/// A [Study][dev.halfwave.experiments.ablation.Study] is declared by a
/// [StudyBuilder][dev.halfwave.experiments.ablation.StudyBuilder]; a
/// [Training][dev.halfwave.experiments.ablation.Training] is what one trial trains; an
/// [Outcome][dev.halfwave.experiments.ablation.Outcome] is the number; an
/// [Analysis][dev.halfwave.experiments.ablation.Analysis] holds what follows.
package dev.halfwave.experiments.ablation;
