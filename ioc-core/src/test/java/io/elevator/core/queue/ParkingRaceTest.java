package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real threads whose tasks of all classes share few tags, while a thread cancels bios at random and
 * the queue is switched and resized. A bio that stays parked shows as a time-out of the test; a
 * lost or duplicated one shows in the counts.
 */
@Timeout(120)
class ParkingRaceTest {
  private static final int[] PRIORITIES = {
    IoPriority.realTime(0).value(), IoPriority.bestEffort(4).value(), IoPriority.idle().value()
  };

  /** A task that keeps bios in the queue until it has submitted its total. */
  private static final class Load implements Runnable {
    private final QueueWorld world;
    private final BlockQueue queue;
    private final Task task;
    private final int priority;
    private final int total;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong statuses;
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Bio> bios = new ArrayList<>();

    private Load(
        QueueWorld world, BlockQueue queue, int number, int depth, int total, AtomicLong statuses) {
      this.world = world;
      this.queue = queue;
      this.task = world.newTask("load" + number, number % 2);
      this.priority = PRIORITIES[number % 3];
      this.total = total;
      this.statuses = statuses;
      for (int i = 0; i < depth; i++) {
        var bio = new CoreBio();
        bio.task(task);
        bios.add(bio);
      }
    }

    @Override
    public void run() {
      bios.forEach(this::next);
    }

    private void next(Bio bio) {
      int number = begun.getAndIncrement();
      if (number < total) {
        bio.read(512L * 1000 * number, world.memory, 0, 4096).priority(priority);
        queue.submit(bio.onEnd(this::ended));
      }
    }

    private void ended(Bio bio) {
      if (bio.status() != BioStatus.OK && bio.status() != BioStatus.CANCELLED) {
        statuses.incrementAndGet();
      }
      if (ended.incrementAndGet() == total) {
        done.countDown();
      } else {
        next(bio);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"none, 1", "none, 2", "list, 3", "list, 4"})
  void everyBioEndsOnceWhileTasksOfAllClassesCompeteForTags(String elevator, long seed)
      throws InterruptedException {
    try (var world = QueueWorld.real().stripes(2).with(new ListElevatorType())) {
      var driver = new RaceTest.ThreadedDriver(8, 1, 0, 50);
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator);
      var badStatuses = new AtomicLong();
      List<Load> loads = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        // The first task floods; the others have between 1 and 6 bios in the queue.
        loads.add(
            new Load(world, queue, i, i == 0 ? 200 : i, i == 0 ? 40_000 : 4_000, badStatuses));
      }
      List<Thread> threads =
          loads.stream().map(load -> Thread.ofPlatform().name("test-load").start(load)).toList();
      var random = new SplittableRandom(seed);
      for (int change = 0; change < 40; change++) {
        for (int i = 0; i < 50; i++) {
          Load of = loads.get(random.nextInt(loads.size()));
          boolean ignored = queue.cancel(of.bios.get(random.nextInt(of.bios.size())));
        }
        if (change % 10 == 9) {
          queue.admin().switchElevator(random.nextBoolean() ? "none" : "list");
        } else if (!queue.admin().elevator().equals("none")) {
          queue.admin().setAttribute("nr_requests", Integer.toString(3 + random.nextInt(14)));
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (Load load : loads) {
        load.done.await();
        assertThat(load.ended.get()).as("seed %d", seed).isEqualTo(load.total);
      }
      assertThat(badStatuses.get()).as("seed %d", seed).isZero();
      RaceTest.atRest(queue);
      driver.awaitIdle();
      assertThat(queue.parking().size()).isZero();
      loads.forEach(load -> load.task.exit());
    }
  }
}
