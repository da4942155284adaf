package io.elevator.devices.linux;

import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/** The feature {@code io_uring}, which old kernels lack and containers often refuse. */
public final class UringAllowed implements KernelFeature {
  /** Called for {@link Requires}. */
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
