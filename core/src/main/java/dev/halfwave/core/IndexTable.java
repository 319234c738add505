package dev.halfwave.core;

/// A table of indices that depends on shapes and settings only, such as where each tap of a convolution reads. See
/// [Workspace#table].
///
/// Make it a record of those shapes and settings: two tables that are equal share one result.
@FunctionalInterface
public interface IndexTable {

    /// Computes the table.
    int[] compute();
}
