package io.elevator.testing;

/**
 * Something that a kernel may have or lack, and how to find out. A probe that only one module needs
 * lives in the tests of that module.
 */
public interface KernelFeature {

  /** The name to report, as the kernel's own documents call it. */
  String title();

  /**
   * Asks the kernel, here and now. An exception fails the test: a probe answers, it does not guess.
   */
  boolean present() throws Exception;
}
