package io.elevator.core.request;

/**
 * Rethrows any exception of an extension unchanged, including checked ones, from methods that
 * declare none.
 */
public final class Unchecked {
  private Unchecked() {}

  /**
   * Throws an exception. The declared result lets callers write {@code throw rethrow(e)}.
   *
   * @param failure exception to be thrown, of any class
   */
  public static RuntimeException rethrow(Throwable failure) {
    throw Unchecked.<RuntimeException>unchanged(failure);
  }

  /**
   * Throws an exception; the cast has no effect at run time, where checked exceptions propagate
   * like others.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchanged(Throwable failure) throws T {
    throw (T) failure;
  }
}
