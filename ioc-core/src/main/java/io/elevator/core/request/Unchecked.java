package io.elevator.core.request;

/**
 * Rethrows any exception of an extension unchanged, including a checked one, from a method that
 * declares none.
 */
public final class Unchecked {
  private Unchecked() {}

  /**
   * Throws an exception unchanged. The declared result lets callers write {@code throw rethrow(e)}.
   *
   * @param failure exception to be thrown, of any class
   */
  public static RuntimeException rethrow(Throwable failure) {
    throw Unchecked.<RuntimeException>unchanged(failure);
  }

  /**
   * Throws an exception unchanged. The cast has no effect at run time, where checked exceptions
   * propagate like other exceptions.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchanged(Throwable failure) throws T {
    throw (T) failure;
  }
}
