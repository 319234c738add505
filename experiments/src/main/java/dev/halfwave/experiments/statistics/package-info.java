/// Statistics of paired differences and of families of tests. Where numbers are drawn, they depend on the arguments
/// alone: equal arguments give equal bits.
package dev.halfwave.experiments.statistics;
