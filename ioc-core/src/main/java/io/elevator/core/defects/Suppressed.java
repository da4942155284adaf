package io.elevator.core.defects;

/** Adds exceptions to others as suppressed ones where nothing may fail. */
public final class Suppressed {
  private Suppressed() {}

  /**
   * Adds an exception to another. Throws nothing: without memory the exception is not added, nor is
   * an exception added to itself, which happens when the JVM throws an {@code OutOfMemoryError}
   * that it keeps for the purpose a second time.
   *
   * @param first exception that will be thrown or reported
   * @param later exception thrown while cleaning up
   */
  public static void add(Throwable first, Throwable later) {
    if (first == later) {
      return;
    }
    try {
      first.addSuppressed(later);
    } catch (OutOfMemoryError e) {
      // The first one is what the caller has to know.
    }
  }
}
