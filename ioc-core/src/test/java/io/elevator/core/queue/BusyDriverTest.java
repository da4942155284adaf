package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A busy driver of a queue without an elevator, for requests from the software queues and for
 * requests issued directly.
 */
class BusyDriverTest {
  /**
   * Submits four requests to a driver that answers busy: the first is refused and goes to the
   * dispatch list, the others stay in the software queue.
   */
  private static void makeBusy(QueueWorld world, BlockQueue queue, HeldDriver driver) {
    driver.answer = rq -> BioStatus.RESOURCE;
    for (int i = 0; i < 4; i++) {
      queue.submit(world.read(i * 100L, 8));
    }
    CoreHardwareQueue hctx = queue.hardwareQueues()[0];
    assertThat(hctx.busyAverage()).isPositive();
    assertThat(hctx.dispatchSize()).isEqualTo(1);
    assertThat(hctx.software().size()).isEqualTo(3);
  }

  /**
   * A request that enters the dispatch list during a run is issued before requests of the software
   * queues.
   */
  @Test
  void dispatchListGoesBeforeTheSoftwareQueues() throws InterruptedException {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      Task other = world.newTask("other", 1);
      makeBusy(world, queue, driver);
      int[] given = {0};
      driver.answer =
          rq -> {
            if (given[0]++ == 1) {
              // The runner is in this driver call. The command enters the dispatch list, before the
              // two requests that still wait in the software queue.
              Thread thread =
                  Thread.ofPlatform()
                      .start(() ->
                          queue.execute(
                              world.bio().task(other).driverIn(world.memory.asSlice(0, 512)),
                              false));
              try {
                thread.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
            return BioStatus.OK;
          };
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.held)
          .extracting(each -> each.opAndFlags() & BioFlags.OPERATION_MASK)
          .as("reads but for the third")
          .containsExactly(0, 0, Operation.DRV_IN.code(), 0, 0);
      driver.completeAll();
      other.exit();
    }
  }

  /**
   * After a refused request the run ends; the other requests stay in the software queue, where bios
   * can still merge with them.
   */
  @Test
  void refusedRequestLeavesTheOthersInTheSoftwareQueue() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      makeBusy(world, queue, driver);
      driver.answer = rq -> rq.offset() / 512 == 0 ? BioStatus.OK : BioStatus.RESOURCE;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      assertThat(driver.heldNames()).containsExactly("READ 0+8");
      assertThat(hctx.dispatchSize()).isEqualTo(1);
      assertThat(hctx.software().size()).isEqualTo(2);
      driver.answer = rq -> BioStatus.OK;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      driver.completeAll();
      assertThat(driver.history).hasSize(4);
    }
  }

  /**
   * A request that the driver refuses when it is issued directly goes behind requests that were
   * refused earlier.
   */
  @Test
  void requestsRefusedDirectlyKeepTheirOrder() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(16).hardwareQueues(2);
      BlockQueue queue = world.queue(driver);
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.submit(world.read(0, 8));
      queue.submit(world.read(100, 8));
      assertThat(queue.hardwareQueues()[0].dispatchSize()).isEqualTo(2);
      driver.answer = rq -> BioStatus.OK;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      assertThat(driver.heldNames()).containsExactly("READ 0+8", "READ 100+8");
      driver.completeAll();
    }
  }

  /**
   * A request that is issued directly and not refused lowers the busy average, whether it succeeds
   * or fails.
   */
  @ParameterizedTest
  @EnumSource(names = {"OK", "MEDIUM"})
  void directlyIssuedRequestsLowerTheBusyAverage(BioStatus answer) {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(16).hardwareQueues(2);
      BlockQueue queue = world.queue(driver);
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      driver.answer = rq -> BioStatus.DEV_RESOURCE;
      queue.submit(world.read(0, 8));
      int busy = hctx.busyAverage();
      assertThat(busy).isPositive();
      List<Integer> seen = new ArrayList<>();
      driver.answer =
          rq -> {
            if (rq.offset() / 512 == 100) {
              return answer;
            }
            seen.add(hctx.busyAverage());
            return BioStatus.OK;
          };
      queue.submit(world.read(100, 8));
      queue.admin().run();
      assertThat(seen).as("when what was refused comes again").containsExactly(7 * busy / 8);
      driver.completeAll();
    }
  }
}
