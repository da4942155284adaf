package io.elevator.testing;

/**
 * The feature that the system is Linux, for tests that need for instance {@code /sys} and {@code
 * /proc}.
 */
public final class Linux implements KernelFeature {

  /** Creates the feature. Public because {@link Requires} creates it by its class. */
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
