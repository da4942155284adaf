package io.elevator.workload.run;

import io.elevator.workload.memory.GrowingRecord;
import io.elevator.workload.memory.MemoryBudget;
import io.elevator.workload.pattern.IoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Record of the blocks that a job has written and not yet read back. If no writes overlap, it
 * returns the blocks in the order of the writes. Otherwise it returns them by offset, and for each
 * place only the last write, as in fio. Not thread-safe.
 */
final class WrittenBlocks {
  private static final int FIELDS = 4;
  private static final int FIRST = 256;

  /** Recorded blocks of each file by offset; null if writes never overlap. */
  private final @Nullable List<NavigableMap<Long, long[]>> places;

  /**
   * Memory that a block recorded by its offset needs, in bytes: a map entry, its key and two
   * numbers.
   */
  private static final int PLACE_BYTES = 112;

  private final GrowingRecord memory;
  private long[] queue = new long[FIELDS * FIRST];
  private int head;
  private int tail;
  private long count;

  /**
   * Creates an empty record of written blocks.
   *
   * @param files number of files
   * @param overlapping whether a block may be written twice before it is read back
   * @param budget limit that the record takes its memory from
   */
  WrittenBlocks(int files, boolean overlapping, MemoryBudget budget) {
    memory =
        new GrowingRecord(
            budget,
            "verify: the next part of the record of blocks that were written and not yet read back"
                + " (verify_backlog= keeps it short)");
    List<NavigableMap<Long, long[]>> sorted = null;
    if (overlapping) {
      sorted = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        sorted.add(new TreeMap<>());
      }
    }
    places = sorted;
  }

  /** Returns the number of recorded blocks, which are still to be read back. */
  long count() {
    return count;
  }

  /** Records a block that was written as write number {@code write}. */
  void add(IoUnit unit, long write) {
    List<NavigableMap<Long, long[]>> sorted = places;
    if (sorted == null) {
      if (append(unit, write)) {
        count++;
      }
      return;
    }
    NavigableMap<Long, long[]> file = sorted.get(unit.file);
    drop(file, unit.offset, unit.offset + unit.bytes);
    if (!memory.take(PLACE_BYTES)) {
      return;
    }
    file.put(unit.offset, new long[] {unit.bytes, write});
    count++;
  }

  /**
   * Removes recorded blocks of which a part has been written again, because they can no longer be
   * verified.
   */
  private void drop(NavigableMap<Long, long[]> file, long from, long to) {
    Map.Entry<Long, long[]> before = file.lowerEntry(from);
    if (before != null && before.getKey() + before.getValue()[0] > from) {
      file.remove(before.getKey());
      forget(1);
    }
    Map<Long, long[]> inside = file.subMap(from, to);
    forget(inside.size());
    inside.clear();
  }

  private void forget(int places) {
    count -= places;
    memory.giveBack((long) places * PLACE_BYTES);
  }

  /** Returns the reason why no more blocks can be recorded, or null while they can. */
  @Nullable String refusal() {
    return memory.refusal();
  }

  private boolean append(IoUnit unit, long write) {
    if (tail == queue.length) {
      if (head > 0) {
        System.arraycopy(queue, head, queue, 0, tail - head);
        tail -= head;
        head = 0;
      }
      if (tail > queue.length / 2) {
        if (!memory.takeDoubled(queue)) {
          return false;
        }
        long before = (long) queue.length * Long.BYTES;
        queue = Arrays.copyOf(queue, queue.length * 2);
        memory.giveBack(before);
      }
    }
    queue[tail] = unit.file;
    queue[tail + 1] = unit.offset;
    queue[tail + 2] = unit.bytes;
    queue[tail + 3] = write;
    tail += FIELDS;
    return true;
  }

  /**
   * Takes the next block to read back from the record.
   *
   * @param unit receiver of the block's file, offset and size
   * @return number of the write that wrote the block; −1 if no block is left
   */
  long take(IoUnit unit) {
    if (count == 0) {
      return -1;
    }
    count--;
    List<NavigableMap<Long, long[]>> sorted = places;
    if (sorted == null) {
      unit.file = (int) queue[head];
      unit.offset = queue[head + 1];
      unit.bytes = (int) queue[head + 2];
      head += FIELDS;
      return queue[head - 1];
    }
    for (int file = 0; file < sorted.size(); file++) {
      Map.Entry<Long, long[]> first = sorted.get(file).pollFirstEntry();
      if (first != null) {
        memory.giveBack(PLACE_BYTES);
        unit.file = file;
        unit.offset = first.getKey();
        unit.bytes = (int) first.getValue()[0];
        return first.getValue()[1];
      }
    }
    throw new IllegalStateException("the count of blocks is wrong");
  }

  /** Removes all recorded blocks. */
  void clear() {
    head = 0;
    tail = 0;
    if (places != null) {
      memory.giveBack(count * PLACE_BYTES);
      places.forEach(NavigableMap::clear);
    }
    count = 0;
  }
}
