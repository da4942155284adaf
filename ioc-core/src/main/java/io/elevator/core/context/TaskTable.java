package io.elevator.core.context;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live tasks of a block layer by id. The table is a hash table whose chains link the entries
 * themselves, because a map with boxed keys would need half as much memory again for each task. It
 * is split into {@value #SHARDS} shards with one lock each. Ids are assigned in order, so tasks
 * spread evenly over the shards. While a shard's lock is held, no other lock is taken.
 */
final class TaskTable {
  private static final int SHARDS = 16;

  private final Shard[] shards = new Shard[SHARDS];

  TaskTable() {
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard();
    }
  }

  /**
   * Adds an entry to the table, unless its id is in use.
   *
   * @return false if the id is in use; the table is unchanged then
   */
  boolean add(TaskEntry entry) {
    return shard(entry.id).add(entry);
  }

  /** Removes an entry from the table. Has no effect if the entry is not in the table. */
  void remove(TaskEntry entry) {
    shard(entry.id).remove(entry);
  }

  @Nullable TaskEntry find(int id) {
    return shard(id).find(id);
  }

  /** Returns the live tasks, in no particular order. */
  List<CoreTask> tasks() {
    List<CoreTask> tasks = new ArrayList<>();
    for (Shard shard : shards) {
      shard.addTo(tasks);
    }
    return tasks;
  }

  int size() {
    int size = 0;
    for (Shard shard : shards) {
      size += shard.size();
    }
    return size;
  }

  private Shard shard(int id) {
    return shards[id % SHARDS];
  }

  private static final class Shard {
    private @Nullable TaskEntry[] chains = new TaskEntry[4];
    private int size;

    synchronized boolean add(TaskEntry entry) {
      if (locate(entry.id) != null) {
        return false;
      }
      if (size == chains.length) {
        grow();
      }
      push(chains, entry);
      size++;
      return true;
    }

    synchronized void remove(TaskEntry entry) {
      int at = place(chains, entry.id);
      TaskEntry before = null;
      for (TaskEntry here = chains[at]; here != null; here = here.next) {
        if (here == entry) {
          if (before == null) {
            chains[at] = here.next;
          } else {
            before.next = here.next;
          }
          here.next = null;
          size--;
          return;
        }
        before = here;
      }
    }

    synchronized @Nullable TaskEntry find(int id) {
      return locate(id);
    }

    private @Nullable TaskEntry locate(int id) {
      TaskEntry here = chains[place(chains, id)];
      while (here != null && here.id != id) {
        here = here.next;
      }
      return here;
    }

    synchronized void addTo(List<CoreTask> tasks) {
      for (TaskEntry chain : chains) {
        for (TaskEntry here = chain; here != null; here = here.next) {
          CoreTask task = here.get();
          if (task != null) {
            tasks.add(task);
          }
        }
      }
    }

    synchronized int size() {
      return size;
    }

    private void grow() {
      @Nullable TaskEntry[] larger = new TaskEntry[2 * chains.length];
      for (TaskEntry chain : chains) {
        for (TaskEntry here = chain; here != null; ) {
          TaskEntry next = here.next;
          push(larger, here);
          here = next;
        }
      }
      chains = larger;
    }

    private static void push(@Nullable TaskEntry[] table, TaskEntry entry) {
      int at = place(table, entry.id);
      entry.next = table[at];
      table[at] = entry;
    }

    private static int place(@Nullable TaskEntry[] table, int id) {
      return id / SHARDS & (table.length - 1);
    }
  }
}
