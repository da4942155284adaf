package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.AttributeException;
import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Setting the number of requests changes all hardware queues, or none if it fails. */
class ResizeTest {
  private final RecordingElevatorType type = new RecordingElevatorType();

  private BlockQueue queue(QueueWorld world, HeldDriver driver) {
    world.with(type);
    BlockQueue queue = world.queue(driver);
    type.queue = queue;
    queue.admin().switchElevator("recording");
    return queue;
  }

  private static void assertDepths(BlockQueue queue, int depth) {
    assertThat(queue.admin().attribute("nr_requests")).isEqualTo(Integer.toString(depth));
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      assertThat(hctx.pool().tags().depth()).as(hctx.toString()).isEqualTo(depth);
      assertThat(hctx.pool().facing().tagDepth()).isEqualTo(depth);
    }
  }

  private static void assertServes(QueueWorld world, BlockQueue queue, int hardwareQueues) {
    for (int stripe = 0; stripe < hardwareQueues; stripe++) {
      var bio = world.bio();
      Task task = world.newTask("task" + stripe, stripe);
      bio.task(task);
      bio.read(512L * (stripe * 8L), world.memory, 0, 4096);
      assertThat(queue.submitAndWait(bio)).isEqualTo(BioStatus.OK);
      task.exit();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 20, 2000})
  void resizeThatAnElevatorRefusesKeepsTheOldDepth(int wanted) {
    for (int throwing = 0; throwing < 3; throwing++) {
      try (var world = QueueWorld.virtual().stripes(3)) {
        BlockQueue queue = queue(world, new HeldDriver(8).hardwareQueues(3).inline());
        queue.admin().setAttribute("nr_requests", "12");
        long updates = type.depthUpdates.get();
        type.failing = "depthUpdated " + throwing;
        assertThatIllegalStateException()
            .isThrownBy(() -> queue.admin().setAttribute("nr_requests", Integer.toString(wanted)))
            .withMessageContaining("did not take " + wanted)
            .withMessageContaining("keeps 12")
            .withMessageContaining("fails on purpose");
        // Each hook that was told the new depth is told the old one again. For the hook that threw,
        // this is optional.
        assertThat(type.depthUpdates.get() - updates).isEqualTo(2L * throwing);
        assertDepths(queue, 12);
        assertServes(world, queue, 3);
        type.failing = "";
        queue.admin().setAttribute("nr_requests", Integer.toString(wanted));
        assertDepths(queue, wanted);
        assertServes(world, queue, 3);
        assertThat(type.violations).isEmpty();
      }
    }
  }

  /** A driver whose allocation fails for the requests of a later hardware queue. */
  private static final class Poor extends HeldDriver {
    private int left = Integer.MAX_VALUE;

    Poor(int depth) {
      super(depth);
    }

    @Override
    public Object newRequestData() {
      if (left-- <= 0) {
        throw new OutOfMemoryError("no memory on purpose");
      }
      return new Object();
    }
  }

  @Test
  void resizeThatFailsOnTheSecondHardwareQueueKeepsTheFirstsDepth() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new Poor(8);
      BlockQueue queue = queue(world, driver.hardwareQueues(2).inline());
      long updates = type.depthUpdates.get();
      driver.left = 60;
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.admin().setAttribute("nr_requests", "64"))
          .withMessageContaining("no memory on purpose");
      assertThat(type.depthUpdates.get()).as("nobody was told").isEqualTo(updates);
      assertDepths(queue, 16);
      assertServes(world, queue, 2);
      driver.left = 200;
      queue.admin().setAttribute("nr_requests", "64");
      assertDepths(queue, 64);
      assertServes(world, queue, 2);
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void resizeWithoutAnElevatorChangesAllHardwareQueues() {
    try (var world = QueueWorld.virtual().stripes(3)) {
      BlockQueue queue = world.queue(new HeldDriver(16).hardwareQueues(3).inline());
      queue.admin().setAttribute("nr_requests", "5");
      assertDepths(queue, 5);
      assertServes(world, queue, 3);
      assertThatExceptionOfType(AttributeException.class)
          .isThrownBy(() -> queue.admin().setAttribute("nr_requests", "17"));
      assertDepths(queue, 5);
      queue.admin().setAttribute("nr_requests", "16");
      assertDepths(queue, 16);
    }
  }
}
