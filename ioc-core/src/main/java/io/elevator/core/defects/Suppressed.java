package io.elevator.core.defects;

/** Adds suppressed exceptions to other exceptions, in places where no step may fail. */
public final class Suppressed {
  private Suppressed() {}

  /**
   * Adds a suppressed exception to another exception. Throws nothing: if memory is exhausted, the
   * exception is not added. An exception is not added to itself either; this case occurs when the
   * JVM throws the same preallocated {@code OutOfMemoryError} twice.
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
      // The caller needs the first exception; losing the later one is acceptable.
    }
  }
}
