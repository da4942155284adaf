package io.elevator.integration.integrity;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Operation;
import io.elevator.api.Plug;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Seeded reads and writes of several tasks, small neighbours that merge and long ones that split,
 * whose every sector read must have the checksum of the last one written and acknowledged. Bios in
 * flight never overlap, so there is one right answer. Callbacks may come from any thread; the
 * monitor guards the model.
 */
final class PatternLoad {
  private static final int SECTOR = 512;
  private static final int TASKS = 3;

  private final BlockLayer layer;
  private final RequestQueue queue;
  private final Arena arena;
  private final SplittableRandom random;
  private final int[] expected;
  private final boolean[] busy;
  private final int block;
  private final boolean mayFail;
  private final Task[] tasks = new Task[TASKS];
  private final List<String> failures = new ArrayList<>();
  private int inFlight;
  private int written;
  private int read;
  private int failed;

  /**
   * Makes a load on the first sectors of a queue that reads as zeroes.
   *
   * @param mayFail whether a bio may end with an error; what it should have written is unknown then
   */
  PatternLoad(
      BlockLayer layer, RequestQueue queue, Arena arena, long seed, int sectors, boolean mayFail) {
    this.layer = layer;
    this.queue = queue;
    this.arena = arena;
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

  /** Submits a burst of neighbours in a plug, or one long bio, or a flush. */
  synchronized void submitSome() {
    Task task = tasks[random.nextInt(TASKS)];
    int kind = random.nextInt(100);
    if (kind < 3) {
      inFlight++;
      queue.submit(layer.newBio().flush().task(task).onEnd(bio -> ended(bio, 0, new int[0])));
    } else if (kind < 20) {
      int sectors = Math.min(expected.length / 2, 4096) / block * block;
      submit(task, kind % 2 == 0, place(sectors), sectors, 0, null);
    } else {
      boolean isWrite = random.nextBoolean();
      int sectors = (1 + random.nextInt(8)) * block;
      int count = 1 + random.nextInt(6);
      int first = place(sectors * count);
      int flags = isWrite && kind < 30 ? BioFlags.FUA : 0;
      try (Plug plug = layer.plug()) {
        // Every other time backwards, for front merges.
        boolean backwards = random.nextBoolean();
        for (int i = 0; i < count; i++) {
          int index = backwards ? count - 1 - i : i;
          submit(task, isWrite, first + index * sectors, sectors, flags, plug);
        }
      }
    }
  }

  private int place(int sectors) {
    return random.nextInt((expected.length - sectors) / block + 1) * block;
  }

  private void submit(Task task, boolean isWrite, int first, int sectors, int flags, Plug plug) {
    for (int i = first; i < first + sectors; i++) {
      if (busy[i]) {
        return;
      }
    }
    Arrays.fill(busy, first, first + sectors, true);
    inFlight++;
    MemorySegment memory = arena.allocate((long) sectors * SECTOR, 4096);
    int[] checksums = new int[isWrite ? sectors : 0];
    Bio bio = layer.newBio().task(task);
    if (isWrite) {
      fill(memory, checksums);
      bio.write(first, memory).flags(flags);
    } else {
      bio.read(first, memory);
    }
    bio.onEnd(ended -> ended(ended, first, checksums)).attach(memory);
    if (plug == null) {
      queue.submit(bio);
    } else {
      queue.submit(bio, plug);
    }
  }

  private void fill(MemorySegment memory, int[] checksums) {
    byte[] bytes = new byte[SECTOR];
    for (int i = 0; i < checksums.length; i++) {
      random.nextBytes(bytes);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, (long) i * SECTOR, SECTOR);
      checksums[i] = crc(bytes);
    }
  }

  private synchronized void ended(Bio bio, int first, int[] checksums) {
    int sectors = (int) bio.sectors();
    if (bio.status() != BioStatus.OK) {
      failed++;
      if (!mayFail) {
        failures.add(bio + " ended with " + bio.status());
      }
      if (bio.operation() == Operation.WRITE) {
        // Some of it may have arrived, so nothing is known until it is written again.
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

  synchronized int inFlight() {
    return inFlight;
  }

  /** Waits until fewer are in flight; for queues in real time. */
  synchronized void awaitBelow(int limit) throws InterruptedException {
    while (inFlight >= limit) {
      wait();
    }
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  synchronized int written() {
    return written;
  }

  synchronized int read() {
    return read;
  }

  synchronized int failed() {
    return failed;
  }

  /** Ends the tasks. */
  void close() {
    for (Task task : tasks) {
      task.exit();
    }
  }
}
