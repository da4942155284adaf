package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without an elevator: a driver that is busy, from the software queues and directly. */
class BusyDriverTest {
  /** Four requests, the first in front of the driver, which refused it. */
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

  /** 9.5: what comes in front of the driver meanwhile goes before the software queues. */
  @Test
  void whatIsInFrontGoesFirst() throws InterruptedException {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      Task other = world.newTask("other", 1);
      makeBusy(world, queue, driver);
      int[] given = {0};
      driver.answer =
          rq -> {
            if (given[0]++ == 1) {
              // The runner is in the driver; this comes before the two that wait.
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

  /** 9.5: one that is refused ends the run; the others can still merge where they are. */
  @Test
  void aRefusalLeavesTheOthersWhereTheyAre() {
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

  /** 9.7: what is refused directly goes behind what was refused before. */
  @Test
  void directRefusalsKeepTheirOrder() {
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

  /** 9.6, 9.7: what is issued directly and not refused makes the driver look less busy. */
  @ParameterizedTest
  @EnumSource(names = {"OK", "MEDIUM"})
  void directIssuesCountForTheBusyAverage(BioStatus answer) {
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
