package io.elevator.testing;

/** For tests of what only Linux offers, such as {@code /sys} and {@code /proc}. */
public final class Linux implements KernelFeature {

  /** For {@link Requires}. */
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
