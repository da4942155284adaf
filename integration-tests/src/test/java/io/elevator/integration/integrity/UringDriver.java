package io.elevator.integration.integrity;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/** The driver {@code uring}, where the kernel permits it. */
public final class UringDriver implements KernelFeature {
  /** Called by {@link Requires}. */
  public UringDriver() {}

  @Override
  public String title() {
    return "io_uring";
  }

  @Override
  public boolean present() {
    try (BlockLayer layer = BlockLayers.builder().build()) {
      return layer.driver("uring").unavailableReason().isEmpty();
    }
  }
}
