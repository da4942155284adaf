package io.elevator.core.request;

/**
 * Rethrows an exception of an extension unchanged, checked ones included, where none is declared.
 */
public final class Unchecked {
  private Unchecked() {}

  /**
   * Throws the exception; declared to return one so that the caller can write {@code throw
   * rethrow(e)}.
   *
   * @param failure exception to be thrown, of any class
   */
  public static RuntimeException rethrow(Throwable failure) {
    throw Unchecked.<RuntimeException>unchanged(failure);
  }

  /** The cast has no effect at run time, where a checked exception propagates as any other. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchanged(Throwable failure) throws T {
    throw (T) failure;
  }
}
