package dev.halfwave.experiments.distance;

/// What [ProbeMeasures] can measure on a probe batch. Each costs more than a step of training, so that none is measured
/// unless it is asked for.
///
/// | constant              | names recorded                                                 | see                             |
/// |-----------------------|----------------------------------------------------------------|---------------------------------|
/// | `GATE_FLIPS`          | `distance.relu1.gateFlips` …, `distance.total.gateFlips`       | [Gates]                         |
/// | `CKA`                 | `distance.relu1.cka` … for every layer, `distance.relu1.debiasedCka` from 4 samples on | [LinearCka] |
/// | `TANGENT_KERNEL`      | `distance.total.kernelChange`, `distance.total.kernelDistance` | [TangentKernel]                 |
/// | `LINEARISATION_ERROR` | `distance.total.linearisationError`                            | [Jacobian#linearisationError]   |
public enum ProbeMeasure {
    GATE_FLIPS, CKA, TANGENT_KERNEL, LINEARISATION_ERROR
}
