/**
 * Guice bindings for a block layer: {@link io.elevator.guice.BlockLayerModule}. {@link
 * io.elevator.core.BlockLayers} builds a layer without Guice.
 */
package io.elevator.guice;
