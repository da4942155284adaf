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
 * The record of the queues that use each elevator and driver type, so that no type is removed while
 * a queue uses it. A queue can acquire a type only while the type is offered. {@link #lock} guards
 * both fields, and no other lock is taken while it is held. So either the queue sees that the type
 * was withdrawn, or the withdrawal sees the queue. This object holds no reference to a type that is
 * neither offered nor used.
 */
final class PluginUses {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Object> offered = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, List<String>> users = new IdentityHashMap<>();
  private final Consumer<Object> whenGone;

  /**
   * Creates an empty record of uses.
   *
   * @param whenGone called for each withdrawn type when its last user has gone; called without the
   *     lock, by the thread that released or withdrew the type
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

  /**
   * Changes the name under which the use of a type is recorded.
   *
   * @param type type that the queue uses
   * @param before old name of the user
   * @param now new name of the user
   */
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

  /** Returns whether a queue uses a type, or may start to use it. */
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
   * Withdraws all of the given types, or none.
   *
   * @param types types to withdraw
   * @param force whether to withdraw the types even if queues use them
   * @return names of the queues that use the types; if not forced, an empty set means that the
   *     types were withdrawn
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
