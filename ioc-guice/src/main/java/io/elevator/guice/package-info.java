/**
 * Binds a block layer in Guice: {@link io.elevator.guice.BlockLayerModule}. {@link
 * io.elevator.core.BlockLayers} builds one without Guice.
 */
package io.elevator.guice;
