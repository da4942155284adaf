package io.elevator.core.queue.state;

import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;

/**
 * The reserve of a hardware queue's ordinary tags: a quarter of them, rounded down, so none below a
 * depth of 4. While it is kept, a bio takes one of the last free tags only if its priority class is
 * higher than that of most parked bios, or if its task holds no tag. So a task that floods the
 * queue leaves tags for others, which need not wait for a completion, and are not refused if they
 * may not wait.
 *
 * <p>The reserve is kept for a second after such a bio had to wait, or took a reserved tag. So a
 * task that has the queue to itself may use all tags. No timer ends this: each use compares the
 * time. A tag that becomes usable in this way is taken when the next tag is freed, and there is a
 * next one, because bios are only held back while most tags are in use.
 *
 * <p>Tags that several queues share have no reserve. They are divided by fair shares, and the bios
 * that the reserve holds back could wait while another queue has all tags.
 *
 * <p>Both fields may be read and written by any thread; a race holds a bio back, or lets it take a
 * tag, a moment too early or too late. Whether a task holds a tag is read from the requests without
 * a lock. Of many requests only {@value #MOST_PROBES} are looked at, at regular distances: a task
 * that floods holds many.
 */
public final class TagReserve {
  /** Time for which the reserve is kept after it was last needed, in nanoseconds. */
  private static final long KEPT_NANOS = 1_000_000_000;

  /** Part of the tags that is reserved: one in four. */
  private static final int PART = 4;

  private static final int MOST_PROBES = 64;

  private final ParkedBios waiters;
  private volatile boolean kept;
  private volatile long neededAt;

  TagReserve(ParkedBios waiters) {
    this.waiters = waiters;
  }

  /**
   * Returns whether a bio may take a free tag.
   *
   * @param now time in nanoseconds
   */
  public boolean permits(CoreBio bio, RequestPool pool, long now) {
    return !kept || !isHeldBack(bio, pool, now);
  }

  /** Returns whether the reserve may be kept now, so that tags must be taken one by one. */
  public boolean isKept() {
    return kept;
  }

  private boolean isHeldBack(CoreBio bio, RequestPool pool, long now) {
    if (!isKept(now) || !isSubject(bio, pool)) {
      return false;
    }
    int free = pool.freeTags();
    if (free == 0 || free > size(pool)) {
      return false;
    }
    if (isPrivileged(bio.task(), ParkingOrder.classOf(bio), pool)) {
      neededAt = now;
      return false;
    }
    return true;
  }

  private boolean isKept(long now) {
    if (!kept) {
      return false;
    }
    if (now - neededAt >= KEPT_NANOS) {
      kept = false;
      return false;
    }
    return true;
  }

  /**
   * Called when a bio was parked for an ordinary tag while bios of other tasks or classes wait.
   * Keeps the reserve from now on if the bio may use it.
   *
   * @param classIndex class of the bio, as {@link #classOf} returns it
   * @param now time in nanoseconds
   */
  public void waitsAmongOthers(@Nullable Task task, int classIndex, RequestPool pool, long now) {
    if (!pool.isShared() && isPrivileged(task, classIndex, pool)) {
      neededAt = now;
      kept = true;
    }
  }

  /** Returns the index of the class of a bio, for {@link #waitsAmongOthers}. */
  public static int classOf(CoreBio bio) {
    return ParkingOrder.classOf(bio);
  }

  private static boolean isSubject(CoreBio bio, RequestPool pool) {
    return !bio.isCommand() && !pool.isShared();
  }

  private static int size(RequestPool pool) {
    return pool.tags().ordinary().depth() / PART;
  }

  private boolean isPrivileged(@Nullable Task task, int classIndex, RequestPool pool) {
    return classIndex < waiters.mostCrowded() || !pool.holdsTag(task, MOST_PROBES);
  }
}
