package io.elevator.integration.integrity;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/** The condition that the kernel permits the driver {@code uring}. */
public final class UringDriver implements KernelFeature {
  /** Public because {@link Requires} creates the condition. */
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
