package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Queues that were declared dead: every bio ends exactly once, and no thread waits for the drive.
 */
class DeadQueueTest {
  private final List<String> ended = new ArrayList<>();
  private final List<Bio> offline = new ArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> {
      ended.add(b.offset() / 512 + " " + b.status());
      if (b.status() == BioStatus.OFFLINE) {
        offline.add(b);
      }
    });
  }

  @Test
  void allBiosThatTheDriveHasNotStartedEndOffline() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      for (int i = 0; i < 12; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      var cut = new IllegalStateException("the cable is cut");
      queue.declareDead("test", cut);
      queue.declareDead("test", new IllegalStateException("told twice"));
      world.expectErrors("the cable is cut");
      assertThat(ended).as("nothing ends inside the call").isEmpty();
      world.virtualTime().runDeferred();
      assertThat(ended).hasSize(10).allMatch(e -> e.endsWith(" OFFLINE"));
      queue.submit(recordEnd(world.read(5000, 8)));
      assertThat(ended).hasSize(11).endsWith("5000 OFFLINE");
      assertThat(driver.held).as("started requests are the driver's").hasSize(2);
      driver.completeFirst(BioStatus.OK);
      driver.completeFirst(BioStatus.MEMORY_IN_USE);
      assertThat(ended).hasSize(13).endsWith("0 OK", "100 MEMORY_IN_USE");
      assertThatThrownBy(() -> queue.admin().switchElevator("none"))
          .isInstanceOf(DeviceGoneException.class)
          .hasMessageContaining("the cable is cut");
      assertThat(queue.admin().close(java.time.Duration.ofSeconds(1))).isTrue();
      assertThat(driver.closed).isTrue();
      assertThat(offline)
          .hasSize(11)
          .allSatisfy(bio -> assertThat(bio.failure().cause()).isSameAs(cut));
    }
  }
}
