package io.elevator.devices.uring;

import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;

/** The feature of a usable driver: io_uring, which old kernels lack and containers often refuse. */
public final class UringDriver implements KernelFeature {
  /** Called for {@link Requires}. */
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
