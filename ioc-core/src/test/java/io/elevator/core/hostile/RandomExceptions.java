package io.elevator.core.hostile;

import java.io.IOException;
import java.util.Random;

/**
 * Throws random exceptions, from a seed: everything that code in any language can throw at a guard.
 * These are checked exceptions without a declaration, errors of the virtual machine, errors of an
 * unknown class, and interrupts.
 */
final class RandomExceptions {
  private final Random random;
  private boolean on = true;
  private int thrown;

  /** Average number of calls between two exceptions. */
  int oneIn = 6;

  RandomExceptions(long seed) {
    random = new Random(seed);
  }

  void end() {
    on = false;
  }

  int thrown() {
    return thrown;
  }

  boolean chance(int in) {
    return on && random.nextInt(in) == 0;
  }

  void maybeThrow() {
    if (chance(oneIn)) {
      thrown++;
      throw sneak(
          switch (random.nextInt(6)) {
            case 0 -> new IOException("a checked exception that no method declares");
            case 1 -> new OutOfMemoryError("not really");
            case 2 -> new StackOverflowError();
            case 3 -> new InterruptedException();
            case 4 -> new AssertionError("an error");
            default -> new IllegalStateException("an ordinary exception");
          });
    }
  }

  private static RuntimeException sneak(Throwable e) {
    throw RandomExceptions.<RuntimeException>unchanged(e);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchanged(Throwable e) throws T {
    throw (T) e;
  }
}
