package io.elevator.testing;

/**
 * A feature that a kernel may have or lack, with a probe that finds out. A probe that only one
 * module needs belongs into the tests of that module.
 */
public interface KernelFeature {

  /** Returns the name of the feature for reports, as in the kernel's documentation. */
  String title();

  /**
   * Probes the kernel and returns whether it has the feature. An exception fails the test, so a
   * probe that cannot find out must throw instead of returning a guess.
   */
  boolean present() throws Exception;
}
