package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioStatus;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A switch that fails and cannot return to the old elevator leaves a queue that works: no detached
 * elevator is used, and freeze and quiesce are undone.
 */
class FailedSwitchTest {
  /** Throws the same error object from every resize, as the JVM does when no memory is left. */
  private static final class NoDepth extends HonestElevator {
    private final OutOfMemoryError error;

    NoDepth(Attachment attachment, OutOfMemoryError error) {
      super(attachment);
      this.error = error;
    }

    @Override
    public void depthUpdated(HardwareQueue hctx) {
      throw error;
    }
  }

  private static void assertServes(QueueWorld world, BlockQueue queue) {
    assertThat(queue.entrance().depth()).as("freeze depth").isZero();
    assertThat(queue.switches().quiesceDepth()).as("quiesce depth").isZero();
    assertThat(queue.attributeLock().isLocked()).as("attribute lock").isFalse();
    List<BioStatus> ended = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queue.submit(world.read(i * 100L, 8).onEnd(bio -> ended.add(bio.status())));
    }
    world.runAll();
    assertThat(ended).hasSize(20).containsOnly(BioStatus.OK);
  }

  @Test
  void startedElevatorThatCannotBePutToUseIsDetachedAndTheQueueHasNone() {
    try (var world = QueueWorld.virtual()) {
      var recording = new RecordingElevatorType();
      BlockQueue queue =
          world.with(recording).queue(new TimedDriver(world.time, 4, rq -> 1000).hardwareQueues(2));
      QueueIcqs icqs = queue.identity();
      var cache = new IcqCache("other", recording.icqFactory());
      // Attaching icqs is the last step of a switch. It fails here because the icqs of another
      // elevator are still attached.
      queue.switches().whileStill(() -> icqs.attach(cache, new HonestElevator(null)));
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.admin().switchElevator("recording"))
          .withMessageContaining("the elevator recording could not be started on disk0");
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(recording.attached).hasValue(1);
      assertThat(recording.exited).hasValue(1);
      assertServes(world, queue);
      queue.switches().whileStill(icqs::detach);
      queue.admin().switchElevator("recording");
      assertThat(queue.admin().elevator()).isEqualTo("recording");
      assertServes(world, queue);
      cache.close();
    }
  }

  @Test
  void resizeThatFailsTwiceWithTheSameErrorIsUndone() {
    try (var world = QueueWorld.virtual()) {
      var error = new OutOfMemoryError("as the JVM throws the same again");
      var type = new HonestElevator.Type(attachment -> new NoDepth(attachment, error));
      var driver = new TimedDriver(world.time, 4, rq -> 1000).hardwareQueues(2);
      BlockQueue queue = world.stripes(2).queue(driver, type);
      int before = queue.nrRequests();
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.elevatorSwitch().resize(before * 2))
          .withCause(error);
      assertThat(queue.nrRequests()).isEqualTo(before);
      for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
        assertThat(hctx.pool().tags().depth()).isEqualTo(before);
      }
      assertServes(world, queue);
    }
  }
}
