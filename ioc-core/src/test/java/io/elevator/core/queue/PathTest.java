package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathTest {
  @Test
  void readIsIssuedAtOnceAndItsCallbackRunsLast() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      List<BioStatus> ended = new ArrayList<>();
      queue.submit(world.read(8, 8).onEnd(bio -> ended.add(bio.status())));
      assertThat(driver.heldNames()).containsExactly("READ 8+8");
      assertThat(ended).isEmpty();
      driver.completeFirst();
      assertThat(ended).containsExactly(BioStatus.OK);
    }
  }

  @Test
  void withAnElevatorTheReadPassesThroughItsHooks() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      assertThat(queue.admin().elevator()).isEqualTo("list");
      queue.submit(world.read(0, 8));
      queue.submit(world.read(100, 8));
      queue.submit(world.read(50, 8));
      assertThat(driver.heldNames()).containsExactly("READ 0+8");
      driver.completeAll();
      assertThat(driver.history).containsExactly("READ 0+8", "READ 100+8", "READ 50+8");
    }
  }

  @Test
  void bioWithoutATagIsParkedAndIssuedInOrder() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      List<Long> ended = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        queue.submit(world.read(i * 100L, 8).onEnd(bio -> ended.add(bio.offset() / 512)));
      }
      assertThat(queue.parking().size()).isEqualTo(4);
      assertThat(driver.held).hasSize(1);
      driver.completeAll();
      assertThat(ended).containsExactly(0L, 100L, 200L, 300L, 400L);
    }
  }

  @Test
  void submitAndWaitStepsVirtualTime() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline());
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void submitAndWaitParksAThread() {
    try (var world = QueueWorld.real()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline().with(DriverFeature.BLOCKING));
      for (int i = 0; i < 100; i++) {
        assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      }
    }
  }

  @Test
  void millionChainedSubmissionsDoNotRecurse() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline().withoutHistory());
      int[] left = {1_000_000};
      Bio bio = world.read(0, 8);
      bio.onEnd(same -> {
        if (--left[0] > 0) {
          queue.submit(same);
        }
      });
      queue.submit(bio);
      world.runAll();
      assertThat(left[0]).isZero();
    }
  }
}
