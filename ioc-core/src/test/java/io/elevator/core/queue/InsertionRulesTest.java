package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.Plug;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list or queue into which a request is inserted, and guarantees during the insertion. */
class InsertionRulesTest {
  /**
   * A flush is issued before requests that the driver has refused, because these may be waiting for
   * it.
   */
  @Test
  void flushIsIssuedBeforeTheDispatchList() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      driver.answer =
          rq -> rq.operation() == Operation.FLUSH ? BioStatus.OK : BioStatus.DEV_RESOURCE;
      queue.submit(world.read(0, 8));
      assertThat(queue.hardwareQueues()[0].dispatchSize()).isEqualTo(1);
      queue.submit(world.bio().flush());
      assertThat(driver.heldNames()).containsExactly("FLUSH 0+0");
      driver.answer = rq -> BioStatus.OK;
      driver.completeAll();
      assertThat(driver.history).containsExactly("FLUSH 0+0", "READ 0+8");
    }
  }

  /**
   * While a group of requests is inserted, the queue has a usage unit more. So it cannot be frozen
   * or closed during the insertion even if all requests of the group have ended.
   */
  @Test
  void groupOfRequestsHoldsAUsageUnitWhileItIsInserted() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).inline();
      BlockQueue queue = world.queue(driver);
      BlockQueue other = world.queue(new HeldDriver(4).inline());
      List<Long> inside = new ArrayList<>();
      driver.answer =
          rq -> {
            inside.add(queue.entrance().inside());
            return BioStatus.OK;
          };
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(100, 8), plug);
        other.submit(world.read(0, 8), plug);
      }
      assertThat(inside).as("requests left, and one for the group").containsExactly(3L, 2L);
      assertThat(queue.entrance().inside()).isZero();
    }
  }

  /**
   * If the submitting thread is about to wait, a group of requests goes to the software queue and
   * is issued by a run; otherwise the thread issues the group itself.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void groupOfAThreadThatIsAboutToWaitGoesToTheSoftwareQueue(boolean waiting) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).inline();
      BlockQueue queue = world.queue(driver);
      BlockQueue other = world.queue(new HeldDriver(4).inline());
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      List<Boolean> inRun = new ArrayList<>();
      driver.answer =
          rq -> {
            inRun.add(hctx.runWord().isRunning());
            return BioStatus.OK;
          };
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        other.submit(world.read(0, 8), plug);
        queue.submit(world.read(100, 8), plug);
        if (waiting) {
          assertThat(other.submitAndWait(world.read(1000, 8))).isEqualTo(BioStatus.OK);
        }
      }
      assertThat(inRun).containsExactly(waiting, waiting);
    }
  }

  /**
   * If requests that a busy driver refused are in the dispatch list, a group of requests goes to
   * the software queue.
   */
  @Test
  void groupForABusyDriverGoesToTheSoftwareQueue() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      BlockQueue other = world.queue(new HeldDriver(4).inline());
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.submit(world.read(0, 8));
      driver.answer = rq -> BioStatus.OK;
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(100, 8), plug);
        other.submit(world.read(0, 8), plug);
      }
      assertThat(driver.heldNames()).startsWith("READ 0+8");
      driver.completeAll();
      assertThat(driver.history).hasSize(2);
    }
  }

  /**
   * When a plug is flushed, the requests of each stripe are inserted together, in the order of
   * their submission.
   */
  @Test
  void plugIsInsertedInGroupsOfOneStripe() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(8);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver, type);
      Task other = world.newTask("other", 1);
      type.logging = true;
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < 2; i++) {
          queue.submit(world.read(i * 100L, 8), plug);
          queue.submit(world.read(1000 + i * 100L, 8).task(other), plug);
        }
        type.log.clear();
      }
      assertThat(type.log.stream().filter(each -> each == HookRow.INSERT)).hasSize(2);
      assertThat(driver.heldNames())
          .containsExactly("READ 0+8", "READ 100+8", "READ 1000+8", "READ 1100+8");
      driver.completeAll();
      other.exit();
    }
  }
}
