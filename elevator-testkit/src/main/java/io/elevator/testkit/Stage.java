package io.elevator.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.IoPriority;
import io.elevator.api.Plug;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.time.VirtualTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The setting of a test of the contract: a queue with the elevator in virtual time, tasks of
 * several priorities, and I/O that is the same in each run.
 */
final class Stage {
  static final int BIOS = 300;
  private static final long SEED = 20_250_101;
  private static final long LONG_NANOS = 20_000_000_000L;
  private static final int SECTORS = 8;

  final BlockLayer layer;
  final RequestQueue queue;
  final VirtualTime time;
  final ObservedType observed;
  private final MemorySegment memory = Arena.ofAuto().allocate(SECTORS * 512L, 4096);
  private final List<Task> tasks = new ArrayList<>();
  private int underWay;

  Stage(BlockLayer layer, RequestQueue queue, VirtualTime time, ObservedType observed) {
    this.layer = layer;
    this.queue = queue;
    this.time = time;
    this.observed = observed;
    enterTasks();
  }

  /** Creates tasks with the best-effort levels 0, 2, 4 and 6. */
  void enterTasks() {
    for (int level = 0; level < IoPriority.LEVELS; level += 2) {
      tasks.add(
          layer
              .tasks()
              .newTask(TaskSpec.named("task" + level).withPriority(IoPriority.bestEffort(level))));
    }
  }

  /** Makes all tasks exit; their I/O continues. */
  void exitTasks() {
    tasks.forEach(Task::exit);
    tasks.clear();
  }

  /** Submits random reads and writes of several tasks; some are adjacent and may merge. */
  List<Bio> load() {
    List<Bio> bios = new ArrayList<>();
    for (int i = 0; i < BIOS; i++) {
      bios.add(layer.newBio().onEnd(this::ended));
    }
    submit(bios);
    return bios;
  }

  /** Submits the I/O of {@link #load} with bios that were used before. */
  void submit(List<Bio> bios) {
    var random = new Random(SEED);
    long next = 0;
    for (Bio bio : bios) {
      bio.task(tasks.get(random.nextInt(tasks.size())));
      long sector = random.nextInt(3) == 0 ? next : (long) SECTORS * random.nextInt(1 << 20);
      next = sector + SECTORS;
      underWay++;
      queue.submit(
          random.nextBoolean()
              ? bio.read(512L * sector, memory)
              : bio.write(512L * sector, memory));
    }
  }

  /** Submits sequential reads of one task. */
  List<Bio> sequence(int length) {
    List<Bio> bios = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      bios.add(
          layer
              .newBio()
              .task(tasks.getFirst())
              .read(512L * ((long) SECTORS * i), memory)
              .onEnd(this::ended));
      underWay++;
      queue.submit(bios.getLast());
    }
    return bios;
  }

  /** Submits scattered reads of one task in one plug. */
  List<Bio> burst(int length) {
    List<Bio> bios = new ArrayList<>();
    try (Plug plug = layer.plug()) {
      for (int i = 0; i < length; i++) {
        long sector = 1_000L * SECTORS * (i * 7 % length);
        bios.add(
            layer.newBio().task(tasks.getFirst()).read(512L * sector, memory).onEnd(this::ended));
        underWay++;
        queue.submit(bios.getLast(), plug);
      }
    }
    return bios;
  }

  /** Requires that all bios end with OK within 20 s of virtual time. */
  void allEnd(List<Bio> bios) {
    allEnd(bios, bio -> assertEquals(BioStatus.OK, bio.status(), () -> of(bio)));
  }

  /** Requires that all bios end within 20 s of virtual time, and applies a check to each. */
  void allEnd(List<Bio> bios, Consumer<Bio> each) {
    time.advanceTo(time.now() + LONG_NANOS);
    assertEquals(
        0, underWay, () -> "bios that have not ended after 20 s of virtual time, seed " + SEED);
    bios.forEach(each);
  }

  private void ended(Bio bio) {
    underWay--;
  }

  private static String of(Bio bio) {
    return "seed " + SEED + ": " + bio;
  }

  static long sectors(List<Bio> bios) {
    return (long) SECTORS * bios.size();
  }
}
