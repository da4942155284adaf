package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.driver.HostTags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags that are reserved for driver-specific commands. */
class ReservedTagsTest {
  private final List<BioStatus> ended = new ArrayList<>();

  private static BlockQueue queue(QueueWorld world, HeldDriver driver, String elevator) {
    BlockQueue queue = world.queue(driver);
    queue.admin().switchElevator(elevator);
    return queue;
  }

  private Bio command(QueueWorld world) {
    return world.bio().driverIn(world.memory.asSlice(0, 512)).onEnd(bio -> ended.add(bio.status()));
  }

  private static List<Integer> tags(HeldDriver driver) {
    return driver.held.stream().map(given -> QueueRequest.tagOf(given.cookie())).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void reservedTagsServeOnlyCommandsThatAskForThem(String elevator) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var driver = new HeldDriver(4).reserved(2);
      BlockQueue queue = queue(world, driver, elevator);
      for (int i = 0; i < 5; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      assertThat(tags(driver)).as("two are not for reads").containsExactlyInAnyOrder(2, 3);
      queue.executeReserved(command(world), true);
      queue.executeReserved(command(world), true);
      assertThat(tags(driver)).containsExactlyInAnyOrder(2, 3, 0, 1);
      assertThat(driver.held)
          .filteredOn(given -> ((CoreRequest) given.rq()).has(CoreRequest.RESERVED))
          .hasSize(2);
      driver.completeAll();
      assertThat(ended).containsExactly(BioStatus.OK, BioStatus.OK);
      assertThat(driver.history).hasSize(7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void commandWaitsForAReservedTagUnlessItMustNotWait(String elevator) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var driver = new HeldDriver(4).reserved(1);
      BlockQueue queue = queue(world, driver, elevator);
      queue.executeReserved(command(world), false);
      queue.executeReserved(command(world), false);
      queue.executeReserved(command(world).flags(BioFlags.NOWAIT), false);
      assertThat(ended).containsExactly(BioStatus.AGAIN);
      Bio cancelled = command(world);
      queue.executeReserved(cancelled, false);
      queue.executeReserved(command(world).timeLimit(Duration.ofMillis(5)), false);
      assertThat(queue.cancel(cancelled)).isTrue();
      world.pass(10_000_000);
      assertThat(ended).containsExactly(BioStatus.AGAIN, BioStatus.CANCELLED, BioStatus.TIMEOUT);
      // The waiting command can use only a reserved tag, so the ordinary tag that becomes free does
      // not help it.
      queue.submit(world.read(0, 8));
      assertThat(driver.held).hasSize(2);
      HeldDriver.Given read = driver.held.remove(1);
      read.hctx().complete(read.cookie(), BioStatus.OK);
      assertThat(driver.held).hasSize(1);
      driver.completeFirst();
      assertThat(tags(driver)).containsExactly(0);
      driver.completeAll();
      assertThat(ended).endsWith(BioStatus.OK, BioStatus.OK);
    }
  }

  @Test
  void waitersForOrdinaryTagsGetNoReservedTag() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2).reserved(1);
      BlockQueue queue = queue(world, driver, "none");
      queue.submit(world.read(0, 8));
      queue.submit(world.read(100, 8));
      queue.executeReserved(command(world), false);
      assertThat(tags(driver)).containsExactly(1, 0);
      HeldDriver.Given command = driver.held.remove(1);
      command.hctx().complete(command.cookie(), BioStatus.OK);
      assertThat(tags(driver)).containsExactly(1);
      driver.completeAll();
    }
  }

  @Test
  void driveWithoutReservedTagsRefusesBeforeTheBioIsUsed() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = queue(world, new HeldDriver(4).inline(), "none");
      Bio bio = command(world);
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.executeReserved(bio, false))
          .withMessageContaining("reserved tag");
      queue.execute(bio, false);
      assertThat(ended).containsExactly(BioStatus.OK);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void reservedTagsOfAHostAreExemptFromTheFairShare(String elevator) {
    var host = new HostTags("host");
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var one = new HeldDriver(12).reserved(6).of(host);
      var two = new HeldDriver(12).reserved(6).of(host);
      BlockQueue first = queue(world, one, elevator);
      BlockQueue second = queue(world, two, elevator);
      second.submit(world.read(0, 8));
      two.completeAll();
      for (int i = 0; i < 6; i++) {
        first.executeReserved(command(world), false);
      }
      assertThat(one.held).as("more than a fair share of four").hasSize(6);
      second.executeReserved(command(world), false);
      assertThat(two.held).isEmpty();
      one.completeFirst();
      assertThat(two.held).hasSize(1);
      one.completeAll();
      two.completeAll();
      assertThat(ended).hasSize(7).containsOnly(BioStatus.OK);
    }
  }

  @Test
  void elevatorIsNotAskedForALimitOfReservedTags() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      world.with(type);
      BlockQueue queue = world.queue(new HeldDriver(4).reserved(1).inline());
      type.queue = queue;
      queue.admin().switchElevator("recording");
      type.failing = "limitDepth";
      queue.executeReserved(command(world), false);
      assertThat(ended).containsExactly(BioStatus.OK);
      assertThat(type.prepared.get() + type.inserted.get() + type.finished.get()).isZero();
    }
  }
}
