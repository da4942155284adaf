package io.elevator.core.queue.state;

import io.elevator.core.request.CoreBio;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The library's own bios: front pieces of those that had to be split, kept for use again. The stack
 * is guarded by {@link #lock}, a leaf.
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

  /** Returns a bio for a piece, or null if there is no memory for one, which is reported. */
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
