package io.elevator.files.route;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Continues operations one after the other, without recursion: an operation that is continued while
 * another one continues waits until that one returns. So a long chain of operations, each of which
 * ends at once and lets the next one go on, needs no deep stack. The monitor of this object guards
 * its fields.
 */
public final class Handoffs {
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean isRunning;

  /** Creates a list without operations. */
  public Handoffs() {}

  /** Continues an operation in this thread, or in the one that continues another operation. */
  public void run(Runnable continuation) {
    synchronized (this) {
      waiting.add(continuation);
      if (isRunning) {
        return;
      }
      isRunning = true;
    }
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (Throwable e) {
        // Operations guard their steps, so this is a defect, or memory is exhausted. The others
        // have to go on.
        System.getLogger("io.elevator.files")
            .log(System.Logger.Level.ERROR, "an operation of a file could not be continued", e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.pollFirst();
    isRunning = next != null;
    return next;
  }
}
