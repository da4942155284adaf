package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The budget of a drive: each unit has one owner, and a hardware queue that gets no unit tries
 * again later.
 */
class BudgetTest {
  /**
   * Driver with a limited number of budget units. Each request that it accepted holds one unit
   * until it ends.
   */
  private static final class Limited extends HeldDriver {
    private int units;
    private int refused;

    Limited(int depth, int units) {
      super(depth);
      this.units = units;
      with(DriverFeature.BUDGET);
    }

    @Override
    public boolean getBudget(DriverQueue hctx) {
      if (units == 0) {
        refused++;
        return false;
      }
      units--;
      return true;
    }

    @Override
    public void putBudget(DriverQueue hctx) {
      units++;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      BioStatus status = super.queueRequest(hctx, rq, last);
      if (status != BioStatus.OK) {
        // The call of queueRequest passed the unit to the driver, which returns it here because it
        // refused the request.
        units++;
      }
      return status;
    }

    @Override
    Given completeFirst(BioStatus status) {
      units++;
      return super.completeFirst(status);
    }
  }

  private final List<Long> ended = new ArrayList<>();

  private Bio read(QueueWorld world, Task task, long sector) {
    return world.read(sector, 8).task(task).onEnd(bio -> ended.add(bio.offset() / 512));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "recording"})
  void hardwareQueueWithoutBudgetTriesAgainAndNoUnitIsLost(String elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new Limited(8, 2);
      world.with(new RecordingElevatorType());
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator);
      for (int i = 0; i < 6; i++) {
        queue.submit(read(world, world.task, i * 100L));
      }
      for (int round = 0; round < 6; round++) {
        assertThat(driver.held).hasSizeLessThanOrEqualTo(2).isNotEmpty();
        driver.completeFirst();
        world.pass(3_000_000);
      }
      assertThat(ended).hasSize(6).doesNotHaveDuplicates();
      assertThat(driver.refused).isPositive();
      assertThat(driver.units).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "recording"})
  void refusedRequestReturnsItsBudgetUnitOnce(String elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new Limited(8, 2);
      world.with(new RecordingElevatorType());
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator);
      int[] refusals = {3};
      driver.answer = rq -> refusals[0]-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
      for (int i = 0; i < 4; i++) {
        queue.submit(read(world, world.task, i * 100L));
      }
      for (int round = 0; round < 20 && ended.size() < 4; round++) {
        world.pass(3_000_000);
        if (!driver.held.isEmpty()) {
          driver.completeFirst();
        }
      }
      assertThat(ended).hasSize(4);
      assertThat(driver.units).isEqualTo(2);
    }
  }

  /** One hardware queue holds the only unit while another hardware queue needs it. */
  @Test
  void hardwareQueueGetsAUnitThatAnotherHardwareQueueHeld() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new Limited(4, 1);
      driver.hardwareQueues(2);
      BlockQueue queue = world.queue(driver, new RecordingElevatorType());
      Task one = world.newTask("one", 0);
      Task two = world.newTask("two", 1);
      queue.submit(read(world, one, 0));
      queue.submit(read(world, two, 100));
      assertThat(driver.held).hasSize(1);
      assertThat(driver.refused).isPositive();
      driver.completeFirst();
      // The unit is free again, but no event of the other hardware queue tells it so; only its
      // retry after 3 ms finds out.
      world.pass(3_000_000);
      assertThat(driver.held).as("run again after 3 ms").hasSize(1);
      driver.completeFirst();
      assertThat(ended).containsExactly(0L, 100L);
      assertThat(driver.units).isEqualTo(1);
      one.exit();
      two.exit();
    }
  }

  /**
   * A unit that was taken before asking the elevator is returned if the elevator dispatches
   * nothing.
   */
  @Test
  void withholdingElevatorUsesNoBudgetUnit() {
    try (var world = QueueWorld.virtual()) {
      var driver = new Limited(8, 2);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver, type);
      type.withholding = true;
      for (int i = 0; i < 4; i++) {
        queue.submit(read(world, world.task, i * 100L));
      }
      assertThat(driver.units).isEqualTo(2);
      type.withholding = false;
      world.pass(3_000_000);
      assertThat(driver.held).hasSize(2);
      while (!driver.held.isEmpty()) {
        driver.completeFirst();
        world.pass(3_000_000);
      }
      assertThat(ended).hasSize(4);
      assertThat(driver.units).isEqualTo(2);
    }
  }

  /**
   * Requests in the dispatch list hold no budget unit, and take one again when they are dispatched.
   */
  @Test
  void dispatchListHoldsNoBudgetUnitAndTakesOneAgain() {
    try (var world = QueueWorld.virtual()) {
      var driver = new Limited(8, 2);
      BlockQueue queue = world.queue(driver, new RecordingElevatorType());
      queue.admin().stop(0);
      queue.submit(read(world, world.task, 0));
      queue.submit(read(world, world.task, 100));
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.admin().start(0);
      assertThat(queue.hardwareQueues()[0].dispatchSize()).isEqualTo(2);
      assertThat(driver.units).as("given back").isEqualTo(2);
      driver.answer = rq -> BioStatus.OK;
      driver.units = 0;
      world.pass(3_000_000);
      assertThat(driver.held).isEmpty();
      driver.units = 2;
      world.pass(3_000_000);
      assertThat(driver.held).hasSize(2);
      driver.completeFirst();
      driver.completeFirst();
      assertThat(ended).containsExactly(0L, 100L);
    }
  }
}
