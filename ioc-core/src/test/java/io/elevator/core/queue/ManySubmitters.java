package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program that {@link OneCarrierTest} starts: prints how many of its bios ended without an
 * error.
 */
public final class ManySubmitters {
  private static final int COUNT = 100_000;

  private ManySubmitters() {}

  /** Submits all bios. The argument names the elevator, {@code none} or {@code list}. */
  public static void main(String[] arguments) throws InterruptedException {
    try (var world = QueueWorld.real().stripes(2)) {
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(new RaceTest.ThreadedDriver(32, 1, 0, 0));
      queue.admin().switchElevator(arguments[0]);
      Task task = world.newTask("many", 1);
      var left = new CountDownLatch(COUNT);
      var well = new AtomicLong();
      for (int i = 0; i < COUNT; i++) {
        long sector = i * 16L;
        Thread.startVirtualThread(() -> {
          var bio = new CoreBio();
          bio.task(task).read(512L * sector, world.memory, 0, 4096);
          if (queue.submitAndWait(bio) == BioStatus.OK) {
            well.incrementAndGet();
          }
          left.countDown();
        });
      }
      left.await();
      RaceTest.atRest(queue);
      task.exit();
      System.out.println(well.get() + " ended");
    }
  }
}
