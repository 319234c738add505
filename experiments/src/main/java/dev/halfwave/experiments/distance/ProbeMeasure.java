package dev.halfwave.experiments.distance;

/// What [ProbeMeasures] can measure on a probe batch. Each costs more than a step of training, so that none is measured
/// unless it is asked for.
///
/// | constant              | keys                            | recorded for       | see                           |
/// |-----------------------|---------------------------------|--------------------|-------------------------------|
/// | `GATE_FLIPS`          | `gateFlips`                     | ReLUs, and `total` | [Gates]                       |
/// | `CKA`                 | `cka`, `debiasedCka`            | every layer        | [LinearCka]                   |
/// | `TANGENT_KERNEL`      | `kernelChange`, `kernelDistance` | `total`           | [TangentKernel]               |
/// | `LINEARISATION_ERROR` | `linearisationError`            | `total`            | [Jacobian#linearisationError] |
///
/// The names are those of [WeightMeasures]: `distance.relu1.gateFlips`, `distance.total.kernelChange`. The debiased CKA
/// needs 4 samples.
public enum ProbeMeasure {
    GATE_FLIPS, CKA, TANGENT_KERNEL, LINEARISATION_ERROR
}
