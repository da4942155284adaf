package io.elevator.testing;

/**
 * The feature of running on Linux, for tests that need for instance {@code /sys} and {@code /proc}.
 */
public final class Linux implements KernelFeature {

  /** Called for {@link Requires}. */
  public Linux() {}

  @Override
  public String title() {
    return "Linux";
  }

  @Override
  public boolean present() {
    return System.getProperty("os.name").equals("Linux");
  }
}
