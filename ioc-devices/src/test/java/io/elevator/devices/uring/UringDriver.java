package io.elevator.devices.uring;

import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/** That the driver can be used: io_uring, which old kernels lack and containers often refuse. */
public final class UringDriver implements KernelFeature {
  /** For {@link Requires}. */
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
