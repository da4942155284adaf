package io.elevator.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Which queues use which types of elevators and drivers, so that none is taken out under a queue. A
 * type is taken only while it is offered; whether it is offered and who has taken it change under
 * one {@link #lock}, a leaf, which guards both fields: either a queue sees that the type is gone,
 * or the removal sees the queue. Holds nothing of a type that is neither offered nor taken.
 */
final class PluginUses {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Object> offered = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, List<String>> users = new IdentityHashMap<>();
  private final Consumer<Object> whenGone;

  /**
   * Makes one.
   *
   * @param whenGone told of each type that was withdrawn when its last user has gone; runs in the
   *     thread that released it or withdrew it, without the lock
   */
  PluginUses(Consumer<Object> whenGone) {
    this.whenGone = whenGone;
  }

  void offer(Object type) {
    lock.lock();
    try {
      offered.add(type);
    } finally {
      lock.unlock();
    }
  }

  boolean acquire(Object type, String queue) {
    lock.lock();
    try {
      if (!offered.contains(type)) {
        return false;
      }
      users.computeIfAbsent(type, any -> new ArrayList<>()).add(queue);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void release(Object type, String queue) {
    boolean gone = false;
    lock.lock();
    try {
      List<String> mine = users.get(type);
      if (mine == null || !mine.remove(queue)) {
        throw new IllegalStateException(queue + " releases what it does not use: " + type);
      }
      if (mine.isEmpty()) {
        users.remove(type);
        gone = !offered.contains(type);
      }
    } finally {
      lock.unlock();
    }
    if (gone) {
      whenGone.accept(type);
    }
  }

  /** A user has another name from now on. */
  void rename(Object type, String before, String now) {
    lock.lock();
    try {
      List<String> mine = users.get(type);
      if (mine == null || !mine.remove(before)) {
        throw new IllegalStateException(before + " does not use " + type);
      }
      mine.add(now);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a queue uses a type, or may begin to. */
  boolean isHeld(Object type) {
    lock.lock();
    try {
      return offered.contains(type) || users.containsKey(type);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the names of the queues that use a type. */
  Set<String> users(Object type) {
    lock.lock();
    try {
      return new TreeSet<>(users.getOrDefault(type, List.of()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Withdraws types, all or none.
   *
   * @param force even if they are used
   * @return the names of the queues that use them; empty, if not forced, means that it is done
   */
  Set<String> withdraw(Collection<?> types, boolean force) {
    Set<String> queues = new TreeSet<>();
    List<Object> gone = new ArrayList<>();
    lock.lock();
    try {
      for (Object type : types) {
        queues.addAll(users.getOrDefault(type, List.of()));
      }
      if (force || queues.isEmpty()) {
        for (Object type : types) {
          if (offered.remove(type) && !users.containsKey(type)) {
            gone.add(type);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    gone.forEach(whenGone);
    return queues;
  }
}
