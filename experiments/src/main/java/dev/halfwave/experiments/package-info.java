/// The entry for programs that run studies of their own: [dev.halfwave.experiments.Halfwave].
package dev.halfwave.experiments;
