package io.elevator.integration.integrity;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Operation;
import io.elevator.api.Plug;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Reads and writes of several tasks, derived from a seed: small adjacent bios that merge, and long
 * ones that are split. Every sector that is read must have the checksum of the last acknowledged
 * write. Bios in flight never overlap, so there is only one correct result. Callbacks may run on
 * any thread; the monitor guards the model.
 */
public final class PatternLoad {
  private static final int SECTOR = 512;
  private static final int TASKS = 3;

  private final BlockLayer layer;
  private final RequestQueue queue;
  private final SegmentAllocator memory;
  private final SplittableRandom random;
  private final int[] expected;
  private final boolean[] busy;
  private final int block;
  private final boolean mayFail;
  private final long base;
  private final Task[] tasks = new Task[TASKS];
  private final List<String> failures = new ArrayList<>();
  private int inFlight;
  private int written;
  private int read;
  private int failed;
  private long ended;

  /**
   * Creates a load on the first sectors of a queue. The queue's sectors must read as zeroes.
   *
   * @param mayFail whether a bio may end with an error; the content of its sectors is unknown then
   */
  public PatternLoad(
      BlockLayer layer,
      RequestQueue queue,
      SegmentAllocator memory,
      long seed,
      int sectors,
      boolean mayFail) {
    this(layer, queue, memory, seed, 0, sectors, mayFail);
  }

  /**
   * Creates a load on some sectors of a queue. The queue's sectors must read as zeroes.
   *
   * @param base first sector
   * @param mayFail whether a bio may end with an error; the content of its sectors is unknown then
   */
  PatternLoad(
      BlockLayer layer,
      RequestQueue queue,
      SegmentAllocator memory,
      long seed,
      long base,
      int sectors,
      boolean mayFail) {
    this.base = base;
    this.layer = layer;
    this.queue = queue;
    this.memory = memory;
    this.mayFail = mayFail;
    random = new SplittableRandom(seed);
    expected = new int[sectors];
    Arrays.fill(expected, crc(new byte[SECTOR]));
    busy = new boolean[sectors];
    block = queue.limits().logicalBlockSize() / SECTOR;
    for (int i = 0; i < TASKS; i++) {
      tasks[i] = layer.tasks().newTask(TaskSpec.named("pattern-" + i));
    }
  }

  /** Submits a burst of adjacent bios in a plug, or one long bio, or a flush. */
  public void submitSome() {
    // The monitor is not held here: submitting may run the callbacks of other loads, which take
    // their own monitors.
    List<Bio> burst = prepare();
    if (burst.size() == 1) {
      queue.submit(burst.getFirst());
      return;
    }
    try (Plug plug = layer.plug()) {
      for (Bio bio : burst) {
        queue.submit(bio, plug);
      }
    }
  }

  private synchronized List<Bio> prepare() {
    List<Bio> burst = new ArrayList<>();
    Task task = tasks[random.nextInt(TASKS)];
    int kind = random.nextInt(100);
    if (kind < 3) {
      inFlight++;
      burst.add(layer.newBio().flush().task(task).onEnd(callback(0, new int[0])));
    } else if (kind < 20) {
      int sectors = Math.min(expected.length / 2, 4096) / block * block;
      add(burst, task, kind % 2 == 0, randomPosition(sectors), sectors, 0);
    } else {
      boolean isWrite = random.nextBoolean();
      int sectors = (1 + random.nextInt(8)) * block;
      int count = 1 + random.nextInt(6);
      int first = randomPosition(sectors * count);
      int flags = isWrite && kind < 30 ? BioFlags.FUA : 0;
      // Every other burst is submitted in reverse order, which causes front merges.
      boolean backwards = random.nextBoolean();
      for (int i = 0; i < count; i++) {
        int index = backwards ? count - 1 - i : i;
        add(burst, task, isWrite, first + index * sectors, sectors, flags);
      }
    }
    return burst;
  }

  private int randomPosition(int sectors) {
    return random.nextInt((expected.length - sectors) / block + 1) * block;
  }

  private void add(List<Bio> burst, Task task, boolean isWrite, int first, int sectors, int flags) {
    for (int i = first; i < first + sectors; i++) {
      if (busy[i]) {
        return;
      }
    }
    Arrays.fill(busy, first, first + sectors, true);
    inFlight++;
    MemorySegment data = memory.allocate((long) sectors * SECTOR, 4096);
    int[] checksums = new int[isWrite ? sectors : 0];
    Bio bio = layer.newBio().task(task);
    if (isWrite) {
      fill(data, checksums);
      bio.write(512L * (base + first), data).flags(flags);
    } else {
      bio.read(512L * (base + first), data);
    }
    burst.add(bio.onEnd(callback(first, checksums)).attach(data));
  }

  private void fill(MemorySegment data, int[] checksums) {
    byte[] bytes = new byte[SECTOR];
    for (int i = 0; i < checksums.length; i++) {
      random.nextBytes(bytes);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, data, (long) i * SECTOR, SECTOR);
      checksums[i] = crc(bytes);
    }
  }

  /**
   * Returns a callback that records the end of a bio. A second end of the same bio is recorded as a
   * failure.
   */
  private BioCallback callback(int first, int[] checksums) {
    boolean[] called = new boolean[1];
    return bio -> {
      synchronized (this) {
        if (called[0]) {
          failures.add(bio + " ended twice");
          return;
        }
        called[0] = true;
        ended(bio, first, checksums);
      }
    };
  }

  private void ended(Bio bio, int first, int[] checksums) {
    ended++;
    int sectors = (int) bio.sectors();
    if (bio.status() != BioStatus.OK) {
      failed++;
      if (!mayFail) {
        failures.add(bio + " ended with " + bio.status());
      }
      if (bio.operation() == Operation.WRITE) {
        // Part of the data may have been written, so the content is unknown until the sectors are
        // written again.
        Arrays.fill(expected, first, first + sectors, 0);
      }
    } else if (checksums.length > 0) {
      System.arraycopy(checksums, 0, expected, first, sectors);
      written++;
    } else if (bio.operation() == Operation.READ) {
      check(first, (MemorySegment) java.util.Objects.requireNonNull(bio.attachment()), sectors);
      read++;
    }
    Arrays.fill(busy, first, first + sectors, false);
    inFlight--;
    notifyAll();
  }

  private void check(int first, MemorySegment memory, int sectors) {
    for (int i = 0; i < sectors; i++) {
      CRC32C checksum = new CRC32C();
      checksum.update(memory.asSlice((long) i * SECTOR, SECTOR).asByteBuffer());
      int sector = first + i;
      if (expected[sector] != 0 && (int) checksum.getValue() != expected[sector]) {
        failures.add("sector " + sector + " of a read at " + first + " is not what was written");
      }
    }
  }

  private static int crc(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  /** Returns the number of bios in flight. */
  public synchronized int inFlight() {
    return inFlight;
  }

  /** Returns the number of bios that have ended. */
  synchronized long ended() {
    return ended;
  }

  /** Waits until fewer bios than the limit are in flight. For queues in real time only. */
  synchronized void awaitBelow(int limit) throws InterruptedException {
    while (inFlight >= limit) {
      wait();
    }
  }

  /** Returns the failures found so far. */
  public synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** Returns the number of successful writes. */
  public synchronized int written() {
    return written;
  }

  /** Returns the number of successful reads. */
  public synchronized int read() {
    return read;
  }

  synchronized int failed() {
    return failed;
  }

  /** Exits the tasks of this load. */
  public void close() {
    for (Task task : tasks) {
      task.exit();
    }
  }
}
