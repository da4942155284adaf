package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioStatus;
import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PlugTest {
  private static HeldDriver driver() {
    return new HeldDriver(128).limits(QueueLimits.builder().maxHwSectors(1024).build());
  }

  @Test
  void thirtyThirdRequestFlushesTheThirtyTwoBefore() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < 32; i++) {
          queue.submit(world.read(i * 100L, 8), plug);
        }
        assertThat(driver.held).isEmpty();
        assertThat(plug.size()).isEqualTo(32);
        queue.submit(world.read(5000, 8), plug);
        assertThat(driver.held).hasSize(32);
        assertThat(plug.size()).isEqualTo(1);
        for (int i = 0; i < 7; i++) {
          queue.submit(world.read(6000 + i * 100L, 8), plug);
        }
      }
      assertThat(driver.held).hasSize(40);
      assertThat(driver.heldNames().getFirst()).as("order of submission").isEqualTo("READ 0+8");
      assertThat(driver.held.get(31).last()).isTrue();
      assertThat(driver.held.get(30).last()).isFalse();
      driver.completeAll();
    }
  }

  @Test
  void sixtyFifthRequestFlushesAPlugOfTwoQueues() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue one = world.queue(driver);
      BlockQueue two = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < 64; i++) {
          (i % 2 == 0 ? one : two).submit(world.read(i * 100L, 8), plug);
        }
        assertThat(driver.held).isEmpty();
        one.submit(world.read(9000, 8), plug);
        assertThat(driver.held).hasSize(64);
      }
      driver.completeAll();
    }
  }

  @Test
  void requestAfterALargeOneFlushesTheLargeOne() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 256), plug);
        assertThat(driver.held).isEmpty();
        queue.submit(world.read(1000, 8), plug);
        assertThat(driver.heldNames()).containsExactly("READ 0+256");
      }
      driver.completeAll();
    }
  }

  @Test
  void largeRequestIsNotFlushedIfMergingIsOff() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("nomerges", "2");
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 256), plug);
        queue.submit(world.read(1000, 8), plug);
        assertThat(plug.size()).isEqualTo(2);
      }
      driver.completeAll();
    }
  }

  @Test
  void bioMergesWithTheNewestRequestOfItsQueue() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(8, 8), plug);
        queue.submit(world.read(16, 8), plug);
        queue.submit(world.read(0, 8), plug);
        assertThat(plug.size()).isEqualTo(1);
        queue.submit(world.read(100, 8), plug);
        queue.submit(world.read(24, 8), plug);
        assertThat(plug.size()).as("only the newest is looked at").isEqualTo(3);
      }
      assertThat(driver.heldNames()).containsExactly("READ 0+24", "READ 100+8", "READ 24+8");
      driver.completeAll();
    }
  }

  @Test
  void requestOfAnotherQueueIsSkippedAndMergesWithNothing() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue one = world.queue(driver);
      BlockQueue two = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        one.submit(world.read(0, 8), plug);
        two.submit(world.read(100, 8), plug);
        one.submit(world.read(8, 8), plug);
        assertThat(plug.size()).as("behind another's").isEqualTo(2);
        one.submit(world.read(108, 8), plug);
        assertThat(plug.size()).as("next to another's").isEqualTo(3);
      }
      assertThat(driver.heldNames())
          .containsExactlyInAnyOrder("READ 0+16", "READ 100+8", "READ 108+8");
      driver.completeAll();
    }
  }

  @Test
  void nestedPlugHasNoEffect() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue queue = world.queue(driver);
      try (Plug outer = world.plugs.open()) {
        try (Plug inner = world.plugs.open()) {
          queue.submit(world.read(0, 8), inner);
          assertThat(outer.size()).isEqualTo(1);
        }
        assertThat(driver.held).isEmpty();
        queue.submit(world.read(100, 8), outer);
      }
      assertThat(driver.held).hasSize(2);
      driver.completeAll();
    }
  }

  @Test
  void waitingForATagFlushesThePlug() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < 3; i++) {
          queue.submit(world.read(i * 100L, 8), plug);
        }
        assertThat(driver.held).hasSize(2);
        assertThat(plug.size()).isZero();
      }
      driver.completeAll();
      assertThat(driver.history).hasSize(3);
    }
  }

  @Test
  void waitingForABioFlushesThePlug() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(8).inline(), new ListElevatorType());
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        assertThat(queue.submitAndWait(world.read(100, 8))).isEqualTo(BioStatus.OK);
        assertThat(plug.size()).isZero();
      }
    }
  }

  @Test
  void plugLeftOpenIsFlushedByItsTimerAndCounted() {
    try (var world = QueueWorld.virtual()) {
      var driver = driver();
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        world.pass(9_999_999);
        assertThat(driver.held).isEmpty();
        world.pass(1);
        assertThat(driver.held).hasSize(1);
        assertThat(world.plugs.leftOpen()).isEqualTo(1);
        assertThat(plug.size()).isZero();
      }
      driver.completeAll();
    }
  }

  @Test
  void plugBelongsToItsThread() throws InterruptedException {
    try (var world = QueueWorld.virtual();
        Plug plug = world.plugs.open()) {
      BlockQueue queue = world.queue(driver());
      var refused = new AtomicReference<Throwable>();
      Thread other =
          new Thread(() -> {
            try {
              queue.submit(world.read(0, 8), plug);
            } catch (IllegalStateException e) {
              refused.set(e);
            }
          });
      other.start();
      other.join();
      assertThat(refused.get()).hasMessageContaining("thread");
      assertThatIllegalStateException().isThrownBy(() -> queue.admin().unfreeze());
    }
  }

  @Test
  void flushedPlugIsInsertedIntoTheElevatorInOneCall() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      world.with(type);
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator("recording");
      queue.admin().setAttribute("nr_requests", "16");
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(100, 8), plug);
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(8, 8), plug);
        queue.submit(world.read(200, 8), plug);
        assertThat(type.inserted.get()).isZero();
      }
      assertThat(type.inserted.get()).isEqualTo(3);
      driver.completeAll();
      assertThat(driver.history).containsExactly("READ 100+8", "READ 0+16", "READ 200+8");
    }
  }
}
