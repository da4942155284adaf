package io.elevator.files;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Exceptions of operations as I/O exceptions. */
final class Failures {
  private Failures() {}

  /** Returns the I/O exception of a failed stage; null if it has not failed. */
  static @Nullable IOException ofIo(@Nullable Throwable cause) {
    if (cause == null) {
      return null;
    }
    Throwable first =
        cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
    return first instanceof IOException known ? known : new IOException(first.toString(), first);
  }
}
