package org.example.lottery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.elevator.api.BlockLayer;
import io.elevator.api.IoPriority;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.testkit.VirtualDrive;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Tests that tasks are served in proportion to their tickets, in virtual time. */
class SharesTest {
  private static final int DRAWS = 270;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096, 4096);
  private int urgent;
  private int lazy;

  @Test
  void eightTicketsWinEightTimesAsOftenAsOne() {
    serve("1");
    assertEquals(DRAWS, urgent + lazy);
    assertEquals(DRAWS * 8 / 9, urgent, 15, urgent + " to " + lazy); // Three standard deviations.
  }

  @Test
  void withoutAStepAllAreEqual() {
    serve("0");
    assertEquals(DRAWS / 2, urgent, 24, urgent + " to " + lazy);
  }

  /** Submits {@link #DRAWS} bios for each of two tasks; counts them after that many were served. */
  private void serve(String step) {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .applicationModules(false)
                .time(time)
                .elevator(new Lottery())
                .driver(new VirtualDrive(1, 0))
                .build();
        RequestQueue queue =
            layer.open(
                QueueConfig.onDriver(VirtualDrive.NAME)
                    .withElevator("lottery")
                    .withElevatorAttribute("step", step)
                    .withNrRequests(2 * DRAWS + 10));
        Task first = layer.tasks().newTask(task("urgent", 0));
        Task second = layer.tasks().newTask(task("lazy", 7))) {
      for (int i = 0; i < DRAWS; i++) {
        long sector = 100L * i;
        queue.submit(layer.newBio().task(first).read(512L * sector, memory).onEnd(bio -> urgent++));
        queue.submit(layer.newBio().task(second).read(512L * (sector + 50), memory).onEnd(bio -> lazy++));
      }
      while (urgent + lazy < DRAWS) {
        time.advanceTo(time.now() + 1000);
      }
      int urgentNow = urgent;
      int lazyNow = lazy;
      time.advanceTo(time.now() + 1_000_000_000L);
      assertEquals(2 * DRAWS, urgent + lazy, "all are served in the end");
      urgent = urgentNow;
      lazy = lazyNow;
    }
  }

  private static TaskSpec task(String name, int level) {
    return TaskSpec.named(name).withPriority(IoPriority.bestEffort(level));
  }
}
