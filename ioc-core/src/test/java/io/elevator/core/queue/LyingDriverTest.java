package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drivers whose reports are wrong: each bio still ends exactly once, and the defect report names
 * the cause.
 */
class LyingDriverTest {
  private final List<String> ended = new ArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "batch", "part", "all parts"})
  void nullStatusIsAnError(String way) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      HeldDriver.Given given = driver.held.removeFirst();
      switch (way) {
        case "one" -> given.hctx().complete(given.cookie(), null);
        case "batch" -> {
          var batch = new Completions(1);
          batch.add(given.cookie(), null);
          given.hctx().complete(batch);
        }
        case "part" -> {
          given.hctx().completePart(given.cookie(), 512L * 4, null);
          assertThat(ended).isEmpty();
          given.hctx().complete(given.cookie(), BioStatus.OK);
        }
        default -> given.hctx().completePart(given.cookie(), 512L * 8, null);
      }
      assertThat(ended).containsExactly("0 IOERR");
      world.expectErrors("the status is null; expected a BioStatus");
    }
  }

  @Test
  void nullAnswerToATimeoutGrantsMoreTime() {
    try (var world = QueueWorld.virtual()) {
      int[] asked = {0};
      var driver =
          new HeldDriver(4) {
            @Override
            public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
              asked[0]++;
              return null;
            }
          };
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      world.pass(100_000_000_000L);
      assertThat(asked[0]).as("asked again and again").isGreaterThan(1);
      assertThat(world.errors)
          .hasSize(asked[0])
          .allMatch(each -> each.contains("expected DONE or RESET"));
      world.errors.clear();
      driver.completeAll();
      assertThat(ended).containsExactly("0 OK");
    }
  }

  /**
   * The two cookies have the same tag and the same number of starts; only their hardware queues
   * differ.
   */
  @ParameterizedTest
  @ValueSource(strings = {"complete", "batch", "requeue"})
  void cookieOfAnotherHardwareQueueEndsItsOwnRequest(String way) {
    for (boolean elevator : new boolean[] {false, true}) {
      ended.clear();
      try (var world = QueueWorld.virtual().stripes(2)) {
        var driver = new HeldDriver(1).hardwareQueues(2);
        BlockQueue queue =
            elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
        var second = world.newTask("second", 1);
        queue.submit(recordEnd(world.read(0, 8)));
        queue.submit(recordEnd(world.read(1000, 8).task(second)));
        // Each hardware queue has one more bio, which waits for its only tag.
        queue.submit(recordEnd(world.read(2000, 8)));
        queue.submit(recordEnd(world.read(3000, 8).task(second)));
        assertThat(driver.held).hasSize(2);
        HeldDriver.Given one = driver.held.removeFirst();
        HeldDriver.Given other = driver.held.removeFirst();
        assertThat(one.hctx()).isNotSameAs(other.hctx());
        switch (way) {
          case "complete" -> other.hctx().complete(one.cookie(), BioStatus.MEDIUM);
          case "batch" -> {
            var batch = new Completions(2);
            batch.add(one.cookie(), BioStatus.MEDIUM);
            other.hctx().complete(batch);
          }
          default -> {
            other.hctx().requeue(one.cookie(), true);
            world.runAllButTimeouts();
            driver.completeAll();
          }
        }
        world.expectErrors("is an I/O of hardware queue 0");
        assertThat(ended).contains(way.equals("requeue") ? "0 OK" : "0 MEDIUM");
        assertThat(ended).doesNotContain("1000 OK", "1000 MEDIUM");
        other.hctx().complete(other.cookie(), BioStatus.OK);
        driver.completeAll();
        assertThat(ended).hasSize(4).contains("1000 OK", "2000 OK", "3000 OK");
        second.exit();
      }
    }
  }

  /**
   * A cookie of one queue is never valid for another queue, even if both drives are of the same
   * type.
   */
  @Test
  void cookieOfAnotherQueueEndsNothing() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      var otherDriver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      BlockQueue other = world.queue(otherDriver);
      queue.submit(recordEnd(world.read(0, 8)));
      other.submit(recordEnd(world.read(1000, 8)));
      otherDriver.hardwareQueues[0].complete(driver.held.getFirst().cookie(), BioStatus.OK);
      assertThat(ended).isEmpty();
      world.expectErrors("names no I/O in flight");
      driver.completeAll();
      otherDriver.completeAll();
      assertThat(ended).containsExactly("0 OK", "1000 OK");
    }
  }

  /**
   * A driver keeps a reference to a request object and starts it after the call: when the object
   * belongs to another bio, or to none.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestCanBeStartedOnlyDuringTheCallThatOffersIt(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue =
          elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      DriverRequest kept = driver.completeFirst().rq();
      assertThatIllegalStateException().isThrownBy(kept::start);
      driver.answer = rq -> BioStatus.DEV_RESOURCE;
      queue.submit(recordEnd(world.read(8, 8)));
      assertThatIllegalStateException().as("it was refused").isThrownBy(kept::start);
      driver.answer = rq -> BioStatus.OK;
      queue.admin().run();
      driver.completeAll();
      assertThat(ended).containsExactly("0 OK", "8 OK");
    }
  }
}
