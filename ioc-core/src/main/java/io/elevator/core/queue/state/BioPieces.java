package io.elevator.core.queue.state;

import io.elevator.core.request.CoreBio;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bios that the library allocates for the front pieces of split bios, and keeps for reuse. {@link
 * #lock}, which is taken last, guards the stack.
 */
public final class BioPieces {
  private static final int MOST_KEPT = 1024;

  private final QueueErrors errors;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CoreBio free;
  private int kept;

  public BioPieces(QueueErrors errors) {
    this.errors = errors;
  }

  /** Returns a bio for a piece. If there is no memory for one, reports that and returns null. */
  public @Nullable CoreBio take() {
    lock.lock();
    try {
      CoreBio bio = free;
      if (bio != null) {
        free = bio.nextCore();
        bio.linkNext(null);
        kept--;
        return bio;
      }
    } finally {
      lock.unlock();
    }
    try {
      return new CoreBio();
    } catch (OutOfMemoryError e) {
      errors.report("splitting a bio", e);
      return null;
    }
  }

  public void giveBack(CoreBio bio) {
    bio.recycle();
    lock.lock();
    try {
      if (kept < MOST_KEPT) {
        bio.linkNext(free);
        free = bio;
        kept++;
      }
    } finally {
      lock.unlock();
    }
  }
}
