package io.elevator.testing;

/**
 * A feature that a kernel may have or lack, and the probe that finds out. A probe that only one
 * module needs belongs into the tests of that module.
 */
public interface KernelFeature {

  /** Returns the name to report, as the kernel's documentation uses it. */
  String title();

  /**
   * Probes the kernel and returns whether it has the feature. An exception fails the test: a probe
   * that cannot find out must throw, not return a guess.
   */
  boolean present() throws Exception;
}
