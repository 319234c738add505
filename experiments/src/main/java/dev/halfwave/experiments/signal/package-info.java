/// Signals and their spectra: Fourier transforms, harmonics, frequency responses of filters.
package dev.halfwave.experiments.signal;
