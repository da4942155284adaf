package io.elevator.core.queue;

import io.elevator.core.queue.tags.TagBitmap;
import io.elevator.core.time.TimeBase;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The hardware queues that share some tags, and who of them waits for one. One is woken at a time,
 * in turn; when its run is over the next, while tags remain that somebody may take: so a wake-up
 * that is not used is passed on, and none is lost.
 *
 * <p>Who waits says so (a full fence) before it tries once more, and who frees a tag or raises a
 * limit does so (a full fence) before it reads the count of those who wait. Members are replaced
 * under {@link #lock} and read without. Whose turn it is, is a hint.
 */
final class TagLine {
  private final TagBitmap tags;
  private final TimeBase time;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile TagWait[] members = {};
  private volatile int turn;

  TagLine(TagBitmap tags, TimeBase time) {
    this.time = time;
    this.tags = tags;
  }

  void join(TagWait member) {
    lock.lock();
    try {
      TagWait[] more = Arrays.copyOf(members, members.length + 1);
      more[more.length - 1] = member;
      members = more;
    } finally {
      lock.unlock();
    }
  }

  void leave(TagWait member) {
    lock.lock();
    try {
      members = Arrays.stream(members).filter(each -> each != member).toArray(TagWait[]::new);
    } finally {
      lock.unlock();
    }
  }

  /** A member began to wait, 1, or was woken, −1. */
  void waits(int change) {
    waiting.addAndGet(change);
  }

  /** Returns how many of its tags are free; a moving picture. */
  int free() {
    return tags.depth() - tags.taken();
  }

  /** Tags were given back, or somebody may hold more: has the next woken, outside this call. */
  void freed() {
    if (waiting.get() != 0) {
      try (Activation activation = Activation.enter(time)) {
        activation.passOn(this);
      }
    }
  }

  /**
   * Wakes the next who can use a tag.
   *
   * @return whether there was one
   */
  boolean wakeNext(Activation activation) {
    if (waiting.get() == 0 || !tags.hasFree(0)) {
      return false;
    }
    TagWait[] all = members;
    int first = turn;
    for (int i = 0; i < all.length; i++) {
      int index = Math.floorMod(first + i, all.length);
      if (all[index].wake(activation)) {
        turn = index + 1;
        return true;
      }
    }
    return false;
  }
}
