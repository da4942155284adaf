package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bios that are parked for a tag, at the entrance or for the driver, and every way in which they
 * stop waiting.
 */
class WaitingTest {
  private final List<String> ended = new ArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  @Test
  void noWaitBioEndsInsteadOfWaitingForATag() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      queue.submit(recordEnd(world.read(8, 8).flags(BioFlags.NOWAIT | BioFlags.NOMERGE)));
      assertThat(ended).containsExactly("8 AGAIN");
      driver.completeAll();
    }
  }

  @Test
  void noWaitBioEndsInsteadOfWaitingAtTheEntranceOrBeingSplit() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline());
      queue.admin().startFreeze();
      queue.submit(recordEnd(world.read(8, 8).flags(BioFlags.NOWAIT)));
      queue.admin().unfreeze();
      queue.submit(recordEnd(world.read(16, 1000).flags(BioFlags.NOWAIT)));
      assertThat(ended).containsExactly("8 AGAIN", "16 AGAIN");
    }
  }

  @Test
  void biosBeyondTheParkingLimitAreRefused() {
    try (var world = QueueWorld.virtual().maxParked(2)) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      for (int i = 0; i < 4; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      assertThat(ended).containsExactly("300 AGAIN");
      driver.completeAll();
      assertThat(ended).containsExactly("300 AGAIN", "0 OK", "100 OK", "200 OK");
    }
  }

  @Test
  void timeLimitEndsTheWaitAndOnlyTheWait() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8).timeLimit(Duration.ofMillis(5))));
      queue.submit(recordEnd(world.read(100, 8).timeLimit(Duration.ofMillis(20))));
      queue.submit(recordEnd(world.read(200, 8).timeLimit(Duration.ofMillis(10))));
      queue.submit(recordEnd(world.read(300, 8)));
      world.pass(9_999_999);
      assertThat(ended).isEmpty();
      world.pass(1);
      assertThat(ended).containsExactly("200 TIMEOUT");
      driver.completeFirst();
      assertThat(driver.heldNames()).containsExactly("READ 100+8");
      world.pass(1_000_000_000);
      assertThat(ended).containsExactly("200 TIMEOUT", "0 OK");
      driver.completeAll();
      assertThat(ended).hasSize(4).contains("100 OK", "300 OK");
    }
  }

  @Test
  void timeLimitAppliesAtTheEntranceToo() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline());
      queue.admin().startFreeze();
      queue.submit(recordEnd(world.read(0, 8).timeLimit(Duration.ofMillis(5))));
      queue.submit(recordEnd(world.read(8, 8)));
      world.pass(5_000_000);
      assertThat(ended).containsExactly("0 TIMEOUT");
      queue.admin().unfreeze();
      assertThat(ended).containsExactly("0 TIMEOUT", "8 OK");
    }
  }

  @Test
  void parkedBioCanBeCancelled() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      Bio first = recordEnd(world.read(0, 8));
      Bio second = recordEnd(world.read(100, 8));
      Bio third = recordEnd(world.read(200, 8));
      queue.submit(first);
      queue.submit(second);
      queue.submit(third);
      assertThat(queue.cancel(first)).as("the driver has it").isFalse();
      assertThat(queue.cancel(second)).isTrue();
      assertThat(queue.cancel(second)).isFalse();
      driver.completeAll();
      assertThat(ended).containsExactly("100 CANCELLED", "0 OK", "200 OK");
      queue.admin().startFreeze();
      queue.submit(second);
      assertThat(queue.cancel(second)).isTrue();
      queue.admin().unfreeze();
      assertThat(ended).hasSize(4).endsWith("100 CANCELLED");
    }
  }

  @Test
  void bioAndItsUnsubmittedRestWaitWhileTheEntranceIsFrozen() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      queue.admin().startFreeze();
      queue.submit(recordEnd(world.read(100, 8)));
      assertThat(queue.admin().awaitFrozen(Duration.ofMillis(1))).isFalse();
      assertThat(driver.held).hasSize(1);
      driver.completeFirst();
      queue.admin().awaitFrozen();
      assertThat(ended).containsExactly("0 OK");
      queue.admin().unfreeze();
      assertThat(driver.heldNames()).containsExactly("READ 100+8");
      driver.completeAll();
      assertThatIllegalStateException().isThrownBy(() -> queue.admin().unfreeze());
    }
  }

  @Test
  void freezesNest() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      queue.admin().startFreeze();
      queue.admin().startFreeze();
      queue.submit(recordEnd(world.read(0, 8)));
      queue.admin().unfreeze();
      assertThat(ended).isEmpty();
      queue.admin().unfreeze();
      assertThat(ended).containsExactly("0 OK");
    }
  }

  @Test
  void quiescedQueueCallsNoDriver() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.admin().quiesce();
      queue.admin().quiesce();
      queue.submit(recordEnd(world.read(0, 8)));
      queue.admin().run();
      assertThat(driver.held).isEmpty();
      queue.admin().unquiesce();
      assertThat(driver.held).isEmpty();
      queue.admin().unquiesce();
      assertThat(driver.held).hasSize(1);
      driver.completeAll();
      assertThatIllegalStateException().isThrownBy(() -> queue.admin().unquiesce());
    }
  }

  @Test
  void stoppedHardwareQueueRunsWhenStarted() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().stop(0);
      queue.submit(recordEnd(world.read(0, 8)));
      assertThat(driver.held).isEmpty();
      queue.admin().start(0);
      assertThat(driver.held).hasSize(1);
      driver.completeAll();
      assertThatIllegalArgumentException().isThrownBy(() -> queue.admin().stop(1));
    }
  }

  @Test
  void waitingInsideACallbackIsRefused() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      List<Throwable> thrown = new ArrayList<>();
      queue.submit(
          world
              .read(0, 8)
              .onEnd(b -> {
                for (Runnable wait :
                    List.<Runnable>of(
                        () -> queue.submitAndWait(world.read(8, 8)),
                        queue::close,
                        () -> queue.admin().awaitFrozen(),
                        () -> queue.admin().quiesce(),
                        () -> queue.admin().switchElevator("none"))) {
                  try {
                    wait.run();
                  } catch (IllegalStateException e) {
                    thrown.add(e);
                  }
                }
              }));
      assertThat(thrown).hasSize(5).allMatch(e -> e.getMessage().contains("callback"));
    }
  }

  @Test
  void invalidBiosAreRefusedWithAnExceptionBeforeAnythingHappens() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      Bio bio = world.read(0, 8);
      queue.submit(bio);
      assertThatIllegalStateException().isThrownBy(() -> queue.submit(bio));
      var nobody = new io.elevator.core.request.CoreBio();
      nobody.read(0, world.memory, 0, 512);
      assertThatIllegalArgumentException().isThrownBy(() -> queue.submit(nobody));
      Bio odd = world.bio().read(0, world.memory, 0, 100);
      assertThatIllegalArgumentException().isThrownBy(() -> queue.submit(odd));
      driver.completeAll();
    }
  }

  @Test
  void biosThatTheDeviceCannotServeEndWithAStatus() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline().capacity(1000));
      assertThat(queue.submitAndWait(world.read(996, 8))).isEqualTo(BioStatus.IOERR);
      assertThat(queue.submitAndWait(world.read(-8, 8))).isEqualTo(BioStatus.IOERR);
      assertThat(queue.submitAndWait(world.bio().discard(0, 512L * 8)))
          .isEqualTo(BioStatus.NOTSUPP);
      assertThat(queue.submitAndWait(world.bio().secureErase(0, 512L * 8)))
          .isEqualTo(BioStatus.NOTSUPP);
      assertThat(queue.submitAndWait(world.bio().writeZeroes(0, 512L * 8)))
          .isEqualTo(BioStatus.NOTSUPP);
      assertThat(queue.submitAndWait(world.bio().flush())).as("no cache").isEqualTo(BioStatus.OK);
      assertThat(queue.submitAndWait(world.read(992, 8))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void splitBioEndsOnceWithTheFirstErrorAndItsLengthIsRestored() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      Bio bio = recordEnd(world.read(3, 1000));
      queue.submit(bio);
      assertThat(driver.heldNames())
          .containsExactly("READ 3+255", "READ 258+255", "READ 513+255", "READ 768+235");
      driver.completeFirst();
      driver.completeFirst(BioStatus.MEDIUM);
      driver.completeFirst(BioStatus.TARGET);
      assertThat(ended).isEmpty();
      driver.completeFirst();
      assertThat(ended).containsExactly("3 MEDIUM");
      assertThat(bio.sectors()).isEqualTo(1000);
      queue.submit(bio);
      driver.completeAll();
      assertThat(ended).containsExactly("3 MEDIUM", "3 OK");
    }
  }

  /** However many pieces a bio is split into, at most two of them are parked at a time. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void restOfASplitBioWaitsInOnePiece(String elevator) {
    try (var world = QueueWorld.virtual().maxParked(2).with(new ListElevatorType())) {
      var driver = new HeldDriver(2).limits(QueueLimits.builder().maxSectors(8).build());
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator);
      queue.submit(recordEnd(world.read(0, 800)));
      int tags = elevator.equals("none") ? 2 : 4;
      assertThat(queue.parking().size()).isEqualTo(2);
      assertThat(queue.entrance().inside()).isEqualTo(tags + 2);
      int given = 0;
      while (!driver.held.isEmpty()) {
        assertThat(driver.completeFirst().sector()).as("in order").isEqualTo(8L * given++);
        assertThat(queue.parking().size()).isLessThanOrEqualTo(2);
      }
      assertThat(given).isEqualTo(100);
      assertThat(ended).containsExactly("0 OK");
      // The unsubmitted rest of a split bio can be cancelled and can exceed its time limit. The bio
      // ends when its issued pieces have ended.
      Bio cancelled = recordEnd(world.read(0, 800));
      queue.submit(cancelled);
      assertThat(queue.cancel(cancelled)).isTrue();
      driver.completeAll();
      queue.submit(recordEnd(world.read(0, 800).timeLimit(Duration.ofMillis(1))));
      world.pass(10_000_000);
      driver.completeAll();
      assertThat(ended).containsExactly("0 OK", "0 CANCELLED", "0 TIMEOUT");
    }
  }

  /**
   * Each scan for exceeded time limits looks at all parked bios. With many parked bios the scans
   * are therefore further apart, and one scan ends several bios.
   */
  @Test
  void timeLimitScansAreFurtherApartIfManyBiosWait() {
    int count = 20 * 1024;
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      queue.submit(world.read(0, 8));
      List<Long> ends = new ArrayList<>();
      long start = world.time.now();
      for (int i = 1; i <= count; i++) {
        long limit = i * 1_000_000L;
        queue.submit(
            world
                .read(i * 100L, 8)
                .timeLimit(Duration.ofNanos(limit))
                .onEnd(b -> {
                  if (b.status() == BioStatus.TIMEOUT) {
                    assertThat(b.endedNanos() - start).isBetween(limit, limit + 6_000_000);
                    ends.add(b.endedNanos());
                  }
                }));
      }
      world.pass(1_000_000_000);
      assertThat(ends).hasSizeBetween(990, 1000);
      assertThat(ends.stream().distinct().count()).as("scans").isLessThan(250);
      driver.completeAll();
    }
  }
}
