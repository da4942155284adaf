package io.elevator.devices.linux;

import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/**
 * The kernel feature {@code io_uring}. Old kernels do not have it, and containers often refuse it.
 */
public final class UringAllowed implements KernelFeature {
  /** Constructor that {@link Requires} calls. */
  public UringAllowed() {}

  @Override
  public String title() {
    return "io_uring";
  }

  @Override
  public boolean present() {
    return IoUring.unavailableReason().isEmpty();
  }
}
