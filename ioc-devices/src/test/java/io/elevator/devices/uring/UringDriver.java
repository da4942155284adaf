package io.elevator.devices.uring;

import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/**
 * The kernel feature that the uring driver needs: io_uring. Old kernels do not have it, and
 * containers often refuse it.
 */
public final class UringDriver implements KernelFeature {
  /** Constructor that {@link Requires} calls. */
  public UringDriver() {}

  @Override
  public String title() {
    return "io_uring";
  }

  @Override
  public boolean present() {
    return new UringDriverType().unavailableReason().isEmpty();
  }
}
