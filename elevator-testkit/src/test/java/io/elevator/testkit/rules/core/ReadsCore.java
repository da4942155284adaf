package io.elevator.testkit.rules.core;

import io.elevator.core.BlockLayers;

/** Reaches behind the API. */
public final class ReadsCore {
  Object layer() {
    return BlockLayers.builder();
  }
}
