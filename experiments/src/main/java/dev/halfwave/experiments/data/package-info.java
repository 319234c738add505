/// Files that come from elsewhere: NumPy's `.npy`, `.npz` and pickles, the Empatica E4's CSV, the weights of Keras models.
///
/// None of them is trusted. Lengths, shapes and their products are checked against the bytes there are before memory is
/// allocated, no object of a file's choice is ever built, and every mistake is a [DataFileException] with one sentence
/// that names the file and the place in it. What the formats cannot show, a changed number, is seen in
/// the file's SHA-256 ([dev.halfwave.experiments.study.Sha256]).
package dev.halfwave.experiments.data;
