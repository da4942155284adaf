package io.elevator.core.queue.state;

import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.core.request.BioFifo;
import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;

/**
 * Parked bios in the order in which they are resumed: by priority class, within a class in turn
 * from each task, within a task in order of arrival. A best-effort bio that has waited for 500 ms
 * behind higher classes, and an idle one after 5 s, go first; while a class has such bios, it gets
 * one turn in eight.
 *
 * <p>A hash table finds the bios of a task and class. Adding and removing a bio take O(log tasks)
 * and allocate nothing once there were as many tasks at a time. Objects of tasks are used again, so
 * the memory is bounded by the largest number of tasks that ever had bios here at once, at most the
 * largest number of parked bios. When there is no memory for the object of a task, its bios go to
 * one object of the class that stands in for all such tasks.
 *
 * <p>Guarded by the lock of the {@link ParkedBios} that owns this order.
 */
final class ParkingOrder {
  /** Number of priority classes: real-time, best-effort (also without a class), idle. */
  static final int CLASSES = 3;

  /** Class of bios whose priority has no class. */
  private static final int BEST_EFFORT = 1;

  private static final long BEST_EFFORT_AGE_NANOS = 500_000_000;
  private static final long IDLE_AGE_NANOS = 5_000_000_000L;

  /**
   * Number of bios that a task may have parked for each bio that may still be parked. So one task
   * gets eight ninths of the room, and each further task that floods gets eight parts of the room
   * for one part that is left.
   */
  private static final int BIOS_FOR_EACH_LEFT = 8;

  /** Largest number of spare objects for tasks. */
  private static final int MOST_SPARE = 16_384;

  private final ParkedClass[] classes = {
    new ParkedClass(0), new ParkedClass(BEST_EFFORT_AGE_NANOS), new ParkedClass(IDLE_AGE_NANOS)
  };

  /** For each class the object that stands in for tasks without one. */
  private final ParkedTask[] standIns = new ParkedTask[CLASSES];

  /** Hash table; its length is a power of two. */
  private @Nullable ParkedTask[] buckets = new ParkedTask[16];

  private int tasks;
  private @Nullable ParkedTask spare;
  private int spares;

  ParkingOrder() {
    for (int i = 0; i < CLASSES; i++) {
      standIns[i] = newTask(classes[i]);
    }
  }

  /** Returns the index of the class of a bio: 0 for real-time, 1 for best-effort, 2 for idle. */
  static int classOf(CoreBio bio) {
    int number = IoPriority.classOf(bio.priority());
    return number >= 1 && number <= CLASSES ? number - 1 : BEST_EFFORT;
  }

  /** Returns the number of bios. */
  int size() {
    int size = 0;
    for (ParkedClass each : classes) {
      size += each.bios();
    }
    return size;
  }

  /** Returns the number of bios of a class. */
  int size(int classIndex) {
    return classes[classIndex].bios();
  }

  /** Returns the class that has most bios; the lowest such class. */
  int mostCrowded() {
    int most = CLASSES - 1;
    for (int i = most - 1; i >= 0; i--) {
      if (classes[i].bios() > classes[most].bios()) {
        most = i;
      }
    }
    return most;
  }

  /**
   * Returns the longest time that a bio has waited, in nanoseconds; 0 if there is no bio.
   *
   * @param now time in nanoseconds
   */
  long longestWait(long now) {
    long longest = 0;
    for (ParkedClass each : classes) {
      if (!each.isEmpty()) {
        longest = Math.max(longest, now - each.oldest());
      }
    }
    return longest;
  }

  /**
   * Adds a bio, unless its task already has too many bios here.
   *
   * @param now time in nanoseconds
   * @param left number of bios that may still be parked on the queue, this one included
   * @return what happened
   */
  ParkedBios.Parked add(CoreBio bio, long now, int left) {
    int classIndex = classOf(bio);
    ParkedTask of = find(bio.task(), classes[classIndex]);
    if (of != null && of.size() >= (long) BIOS_FOR_EACH_LEFT * left) {
      return ParkedBios.Parked.REFUSED;
    }
    bio.parkedAt(now);
    if (of != null) {
      of.addLast(bio);
      of.parkedClass.countBios(1);
      return ParkedBios.Parked.BEHIND_OWN;
    }
    boolean alone = tasks == 0;
    addFirstOf(bio, classIndex, now);
    return alone ? ParkedBios.Parked.ALONE : ParkedBios.Parked.AMONG_OTHERS;
  }

  /** Adds a bio whose task has no bio here. */
  private void addFirstOf(CoreBio bio, int classIndex, long now) {
    ParkedTask made = newTaskFor(bio, classIndex);
    made.addLast(bio);
    made.parkedClass.countBios(1);
    if (made.size() == 1) {
      tasks++;
      made.parkedClass.add(made, now);
    }
  }

  /** Puts a bio back that was taken out to be resumed, before the other bios of its task. */
  void putBack(CoreBio bio, long now) {
    int classIndex = classOf(bio);
    ParkedTask of = find(bio.task(), classes[classIndex]);
    if (of == null) {
      addFirstOf(bio, classIndex, now);
    } else {
      of.addFirst(bio);
      of.parkedClass.countBios(1);
      of.parkedClass.oldestChanged(of);
    }
  }

  /**
   * Removes a bio from one of the lists of this order.
   *
   * @return false if the bio is in none of them
   */
  boolean remove(CoreBio bio) {
    if (!(BioFifo.of(bio) instanceof ParkedTask of) || of.order != this) {
      return false;
    }
    boolean first = of.first() == bio;
    of.remove(bio);
    removed(of, first);
    return true;
  }

  /** Updates the structures after a bio was removed from the list of its task. */
  private void removed(ParkedTask of, boolean wasFirst) {
    ParkedClass from = of.parkedClass;
    from.countBios(-1);
    if (of.size() > 0) {
      if (wasFirst) {
        from.oldestChanged(of);
      }
      return;
    }
    from.remove(of);
    tasks--;
    if (of.task != null) {
      unhash(of);
      recycle(of);
    }
  }

  // A resumption.

  /** Called before the bios to resume are chosen. */
  void beginResumption() {
    for (ParkedClass each : classes) {
      each.beginResumption();
    }
  }

  /**
   * Returns the task whose first bio is to be resumed next, or null if there is none. The caller
   * then calls {@link #refuse} or {@link #takeFirst}.
   *
   * @param now time in nanoseconds
   */
  @Nullable ParkedTask next(long now) {
    for (int i = CLASSES - 1; i > 0; i--) {
      if (classes[i].isOverdue(now) && isAnyAbove(i)) {
        classes[i].ageTried();
        return classes[i].first();
      }
    }
    for (ParkedClass each : classes) {
      if (each.hasCandidate()) {
        return each.first();
      }
    }
    return null;
  }

  private boolean isAnyAbove(int classIndex) {
    for (int i = 0; i < classIndex; i++) {
      if (!classes[i].isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Passes a task over for the rest of the resumption, because it may not take a tag now. */
  void refuse(ParkedTask task) {
    task.parkedClass.refuse(task);
  }

  /** Removes the first bio of a task, and ends the task's turn. */
  CoreBio takeFirst(ParkedTask task) {
    CoreBio bio = task.removeFirst();
    if (bio == null) {
      throw new IllegalStateException("a task without bios was given a turn");
    }
    if (task.size() > 0) {
      task.parkedClass.endTurn(task);
    }
    removed(task, true);
    return bio;
  }

  /** Counts a bio that was resumed. */
  void resumed(int classIndex, long now) {
    classes[classIndex].served(now);
    for (int i = classIndex + 1; i < CLASSES; i++) {
      classes[i].passedOver();
    }
  }

  // Time limits and the end of the queue.

  /**
   * Removes the bios whose time limit has passed, or all bios.
   *
   * @return removed bios, linked to each other, or null
   */
  @Nullable CoreBio removeThose(long now, boolean all) {
    CoreBio first = null;
    CoreBio last = null;
    for (ParkedClass each : classes) {
      ParkedTask task = each.first();
      while (task != null) {
        ParkedTask nextTask = task.nextInTurn;
        CoreBio bio = task.first();
        while (bio != null) {
          CoreBio next = task.next(bio);
          if (all || isExpired(bio, now)) {
            boolean ignored = remove(bio);
            if (last == null) {
              first = bio;
            } else {
              last.linkNext(bio);
            }
            last = bio;
          }
          bio = next;
        }
        task = nextTask;
      }
    }
    return first;
  }

  static boolean isExpired(CoreBio bio, long now) {
    long until = bio.parkedUntil();
    return until != 0 && until <= now;
  }

  /**
   * Returns the earliest instant at which the time limit of a bio ends, in nanoseconds, or 0 if no
   * bio has a limit.
   */
  long earliestLimit() {
    long earliest = 0;
    for (ParkedClass each : classes) {
      for (ParkedTask task = each.first(); task != null; task = task.nextInTurn) {
        for (CoreBio bio = task.first(); bio != null; bio = task.next(bio)) {
          long until = bio.parkedUntil();
          if (until != 0 && (earliest == 0 || until < earliest)) {
            earliest = until;
          }
        }
      }
    }
    return earliest;
  }

  // The objects of tasks.

  private @Nullable ParkedTask find(@Nullable Task task, ParkedClass in) {
    if (task == null) {
      return null;
    }
    ParkedTask each = buckets[bucketOf(task, buckets.length)];
    while (each != null && (each.task != task || each.parkedClass != in)) {
      each = each.nextInBucket;
    }
    return each;
  }

  /** Spreads task numbers, which are consecutive, by a multiplication with 2^32 / golden ratio. */
  private static int bucketOf(Task task, int length) {
    return ((task.id() * 0x9e3779b9) >>> 8) & (length - 1);
  }

  /** Returns an object for the task of a bio, or the one that stands in if memory is out. */
  private ParkedTask newTaskFor(CoreBio bio, int classIndex) {
    ParkedClass in = classes[classIndex];
    Task task = bio.task();
    ParkedTask made = spare;
    if (task == null) {
      return standIns[classIndex];
    }
    try {
      in.reserveRoom();
      if (tasks >= buckets.length) {
        growBuckets();
      }
      if (made == null) {
        made = newTask(in);
      } else {
        spare = made.nextInBucket;
        spares--;
      }
    } catch (OutOfMemoryError e) {
      // The bio waits among those of other tasks in its class, and is not lost.
      return standIns[classIndex];
    }
    made.parkedClass = in;
    made.task = task;
    int bucket = bucketOf(task, buckets.length);
    made.nextInBucket = buckets[bucket];
    buckets[bucket] = made;
    return made;
  }

  private ParkedTask newTask(ParkedClass in) {
    return new ParkedTask(this, in);
  }

  private void growBuckets() {
    @Nullable ParkedTask[] more = new ParkedTask[buckets.length * 2];
    for (ParkedTask head : buckets) {
      ParkedTask each = head;
      while (each != null) {
        ParkedTask next = each.nextInBucket;
        Task task = each.task;
        if (task != null) {
          int bucket = bucketOf(task, more.length);
          each.nextInBucket = more[bucket];
          more[bucket] = each;
        }
        each = next;
      }
    }
    buckets = more;
  }

  private void unhash(ParkedTask task) {
    Task of = task.task;
    if (of == null) {
      return;
    }
    int bucket = bucketOf(of, buckets.length);
    ParkedTask each = buckets[bucket];
    if (each == task) {
      buckets[bucket] = task.nextInBucket;
      return;
    }
    while (each != null && each.nextInBucket != task) {
      each = each.nextInBucket;
    }
    if (each != null) {
      each.nextInBucket = task.nextInBucket;
    }
  }

  private void recycle(ParkedTask task) {
    task.task = null;
    if (spares < MOST_SPARE) {
      task.nextInBucket = spare;
      spare = task;
      spares++;
    } else {
      task.nextInBucket = null;
    }
  }
}
