package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.queue.state.SoftwareQueue;
import io.elevator.core.queue.state.Staging;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.spi.RequestList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Work that submitters leave to the thread that runs the hardware queue: merges that they did not
 * try with the elevator, and requests that a flooding stripe keeps together. The test itself holds
 * the run of the hardware queue while another thread submits, so the result does not depend on
 * timing.
 */
@Timeout(60)
class StagingTest {
  private static final int FLOOD = Staging.FLOOD;

  /**
   * Runs an action on another thread and waits for its end, as a second submitter would run while a
   * request is being issued.
   */
  private static void runOnAnotherThread(Runnable work) {
    List<Throwable> thrown = new ArrayList<>();
    Thread thread = new Thread(work, "elsewhere");
    thread.setUncaughtExceptionHandler((which, error) -> thrown.add(error));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(thrown).isEmpty();
  }

  @Test
  void runnerMergesABioThatWasStagedForIt() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver, new RecordingElevatorType());
      queue.admin().setAttribute("nr_requests", "8");
      List<Bio> ended = new ArrayList<>();
      Bio waiting = world.read(1000, 8).onEnd(ended::add);
      Bio behind = world.read(1008, 8).onEnd(ended::add);
      Bio before = world.read(992, 8).onEnd(ended::add);
      Task other = world.newTask("other", 0);
      behind.task(other);
      queue.submit(world.read(0, 8).onEnd(ended::add));
      // The driver's only tag is taken: this request waits in the dispatch list, and the next one
      // in the elevator.
      queue.submit(world.read(500_000, 8).onEnd(ended::add));
      queue.submit(waiting);
      Bio probe = world.read(9000, 8).onEnd(ended::add);
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      assertThat(hctx.runWord().acquire(null)).as("the test runs the hardware queue").isTrue();
      runOnAnotherThread(() -> {
        queue.submit(behind);
        queue.submit(before);
        queue.submit(probe);
      });
      assertThat(hctx.software().size()).as("left to the runner").isEqualTo(3);
      assertThat(hctx.runWord().release()).as("somebody asked for a run").isFalse();
      assertThat(hctx.runWord().release()).isTrue();
      queue.runAll();
      world.runAllButTimeouts();
      assertThat(hctx.software().size()).isZero();
      driver.completeFirst();
      world.runAllButTimeouts();
      while (!driver.held.isEmpty()) {
        driver.completeFirst();
        world.runAllButTimeouts();
      }
      other.exit();
      assertThat(driver.history).as("one request of 24 sectors").hasSize(4).contains("READ 992+24");
      assertThat(ended).hasSize(6).allMatch(bio -> bio.status() == BioStatus.OK);
      DiskStatistics disk = queue.diskStatistics();
      assertThat(disk.merges(DiskStatistics.Group.READ)).isEqualTo(2);
      assertThat(disk.ios(DiskStatistics.Group.READ)).isEqualTo(4);
      assertThat(disk.queued()).isZero();
    }
  }

  /** Returns a queue whose only stripe counts as flooding, and whose driver completes at once. */
  private static BlockQueue flooding(QueueWorld world, HeldDriver driver) {
    BlockQueue queue = world.queue(driver.inline(), new RecordingElevatorType());
    CoreHardwareQueue hctx = queue.hardwareQueues()[0];
    assertThat(hctx.runWord().acquire(null)).isTrue();
    runOnAnotherThread(() -> {
      for (int i = 0; i <= FLOOD; i++) {
        queue.submit(world.read(i * 1000L, 8));
      }
    });
    assertThat(hctx.software().isFlooding(0)).isTrue();
    boolean ignored = hctx.runWord().release();
    hctx.runWord().release();
    // Another thread runs the queue, because a thread that runs twice in a row has no competitors
    // and then keeps no requests together.
    runOnAnotherThread(() -> {
      queue.runAll();
      world.virtualTime().runDeferred();
    });
    assertThat(driver.history).hasSize(FLOOD + 1);
    assertThat(hctx.software().size()).isZero();
    driver.history.clear();
    return queue;
  }

  @Test
  void floodingStripeIsServedWhenItHasEnoughRequests() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1000);
      BlockQueue queue = flooding(world, driver);
      for (int i = 1; i < Staging.TOGETHER; i++) {
        queue.submit(world.read(i * 1000L, 8));
      }
      assertThat(driver.history).as("kept together").isEmpty();
      queue.submit(world.read(0, 8));
      assertThat(driver.history).hasSize(Staging.TOGETHER);
    }
  }

  @Test
  void floodingStripeThatStopsIsServedByATimerAndFloodsNoMore() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1000);
      BlockQueue queue = flooding(world, driver);
      queue.submit(world.read(0, 8));
      queue.submit(world.read(1000, 8));
      assertThat(driver.history).isEmpty();
      world.pass(1_000_000);
      assertThat(driver.history).hasSize(2);
      queue.submit(world.read(2000, 8));
      assertThat(driver.history).as("issued at once").hasSize(3);
    }
  }

  @Test
  void anotherThreadTakesRequestsStagedForTooLong() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1000);
      BlockQueue queue = flooding(world.stripes(2), driver);
      Task other = world.newTask("other", 1);
      queue.submit(world.read(0, 8));
      runOnAnotherThread(() -> queue.submit(world.read(7000, 8).task(other)));
      assertThat(driver.history).as("the other's alone").hasSize(1);
      world.pass(Staging.KEPT_NANOS);
      runOnAnotherThread(() -> queue.submit(world.read(8000, 8).task(other)));
      assertThat(driver.history).hasSize(3);
      other.exit();
    }
  }

  /**
   * Submits for two tasks in turn, each bio on a new thread, so that each submitter runs the queue
   * itself.
   */
  private static void takeTurns(QueueWorld world, BlockQueue queue, Task other, long pause) {
    for (int i = 0; i <= FLOOD; i++) {
      long sector = i * 1000L;
      runOnAnotherThread(() -> queue.submit(world.read(sector, 8)));
      runOnAnotherThread(() -> queue.submit(world.read(1_000_000 + sector, 8).task(other)));
      world.pass(pause);
    }
  }

  @Test
  void stripesThatTakeTurnsFloodUntilOneIsAlone() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1000);
      BlockQueue queue = world.stripes(2).queue(driver.inline(), new RecordingElevatorType());
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      Task other = world.newTask("other", 1);
      takeTurns(world, queue, other, Staging.TURN_NANOS);
      assertThat(driver.history).as("never kept").hasSize(2 * (FLOOD + 1));
      assertThat(hctx.software().isFlooding(0) || hctx.software().isFlooding(1))
          .as("they come too seldom")
          .isFalse();
      takeTurns(world, queue, other, 0);
      assertThat(hctx.software().isFlooding(0) && hctx.software().isFlooding(1)).isTrue();
      driver.history.clear();
      for (int run = 1; run <= 6; run++) {
        for (int i = 0; i < Staging.TOGETHER && hctx.software().isFlooding(0); i++) {
          assertThat(driver.history).hasSize((run - 1) * Staging.TOGETHER);
          queue.submit(world.read(i * 1000L, 8));
        }
        // The fifth run of this thread is the fourth in a row without another runner in between;
        // the stripe then no longer counts as flooding.
        assertThat(hctx.software().isFlooding(0)).as("after run %d", run).isEqualTo(run < 5);
      }
      assertThat(driver.history).hasSize(5 * Staging.TOGETHER);
      queue.submit(world.read(0, 8));
      assertThat(driver.history).as("issued at once").hasSize(5 * Staging.TOGETHER + 1);
      other.exit();
    }
  }

  @Test
  void threadThatWaitsForItsBioKeepsNothingStaged() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1000);
      BlockQueue queue = flooding(world, driver);
      queue.submit(world.read(1000, 8));
      assertThat(driver.history).isEmpty();
      long begin = world.time.now();
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      assertThat(world.time.now()).isEqualTo(begin);
      assertThat(driver.history).hasSize(2);
    }
  }

  @Test
  void stripeThatFindsNoTagKeepsNothingStaged() {
    try (var world = QueueWorld.virtual()) {
      // The queue has 66 scheduler tags, just enough for a stripe to count as flooding.
      var driver = new HeldDriver(33);
      BlockQueue queue = flooding(world.stripes(2), driver);
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      assertThat(hctx.runWord().acquire(null)).isTrue();
      List<Bio> ended = new ArrayList<>();
      Task other = world.newTask("other", 1);
      runOnAnotherThread(() -> {
        for (int i = 0; i < 62; i++) {
          queue.submit(world.read(100_000 + i * 1000L, 8).task(other).onEnd(ended::add));
        }
      });
      for (int i = 0; i < 4; i++) {
        queue.submit(world.read(i * 1000L, 8).onEnd(ended::add));
      }
      assertThat(hctx.software().isKeeping()).isTrue();
      queue.submit(world.read(9000, 8).onEnd(ended::add));
      assertThat(hctx.software().isKeeping()).isFalse();
      boolean ignored = hctx.runWord().release();
      hctx.runWord().release();
      long begin = world.time.now();
      runOnAnotherThread(() -> {
        queue.runAll();
        world.virtualTime().runDeferred();
      });
      other.exit();
      assertThat(ended).hasSize(67);
      assertThat(world.time.now()).isEqualTo(begin);
    }
  }

  private static void takeAllAndFree(SoftwareQueue queue, RequestList taken) {
    queue.takeAll(taken);
    for (var rq = taken.removeFirst(); rq != null; rq = taken.removeFirst()) {
      ((QueueRequest) rq).place = Place.FREE;
    }
    assertThat(queue.pending).isZero();
    assertThat(queue.isKeeping()).isFalse();
  }

  @Test
  void stripeFloodsOnlyIfRequestsAccumulateWithoutPauses() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue of = world.queue(new HeldDriver(300));
      RequestPool pool = of.hardwareQueues()[0].pool();
      var queue = new SoftwareQueue();
      var taken = new RequestList();
      long now = 1_000;
      int tag = 0;
      // Each request finds the list empty, so the stripe is not flooding.
      for (int i = 0; i < 3 * FLOOD; i++) {
        assertThat(queue.stage(pool.request(tag), now++)).isTrue();
        takeAllAndFree(queue, taken);
      }
      assertThat(queue.isFlooding()).isFalse();
      // The requests accumulate, but with pauses between them.
      for (int i = 0; i < 2 * FLOOD; i++) {
        now += Staging.KEPT_NANOS;
        assertThat(queue.stage(pool.request(tag++), now)).isTrue();
      }
      assertThat(queue.isFlooding()).isFalse();
      takeAllAndFree(queue, taken);
      // The requests accumulate without pauses.
      for (int i = 0; i <= FLOOD; i++) {
        assertThat(queue.isFlooding()).isFalse();
        boolean ignored = queue.stage(pool.request(tag++), now++);
      }
      assertThat(queue.isFlooding()).isTrue();
      takeAllAndFree(queue, taken);
      assertThat(queue.stage(pool.request(0), now)).isFalse();
      assertThat(queue.isKeeping()).isTrue();
      assertThat(queue.isOpen(now)).isFalse();
      assertThat(queue.isOpen(now + Staging.KEPT_NANOS)).isTrue();
      for (int i = 1; i < Staging.MOST_KEPT; i++) {
        assertThat(queue.stage(pool.request(i), now)).isEqualTo(i + 1 >= Staging.TOGETHER);
      }
      assertThat(queue.isOpen(now)).as("everybody's when there are too many").isTrue();
      queue.calm();
      assertThat(queue.isFlooding()).isFalse();
      takeAllAndFree(queue, taken);
    }
  }
}
