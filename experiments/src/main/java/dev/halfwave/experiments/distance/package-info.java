/// How far training took the weights, the features and the function of a network from where they started.
package dev.halfwave.experiments.distance;
