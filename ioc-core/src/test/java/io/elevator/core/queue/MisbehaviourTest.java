package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers and callbacks that break their contract in ways that have a defined result. */
class MisbehaviourTest {
  private final List<String> ended = new ArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  private static BlockQueue queue(QueueWorld world, BlockDriver driver, boolean elevator) {
    return elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void secondCompletionEndsNoOtherRequest(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver, elevator);
      queue.submit(recordEnd(world.read(0, 8)));
      HeldDriver.Given first = driver.completeFirst();
      queue.submit(recordEnd(world.read(100, 8)));
      assertThat(driver.held).as("the same tag").hasSize(1);
      first.hctx().complete(first.cookie(), BioStatus.IOERR);
      assertThat(ended).containsExactly("0 OK");
      world.expectErrors("names no I/O in flight");
      assertThat(first.hctx().started(first.cookie())).isNull();
      driver.completeFirst();
      assertThat(ended).containsExactly("0 OK", "100 OK");
      first.hctx().complete(-1, BioStatus.OK);
      first.hctx().requeue(first.cookie(), true);
      world.expectErrors("names no I/O in flight", "names no I/O in flight");
      assertThat(QueueUnits.staleReports(queue)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void throwingBeforeTheStartFailsTheRequest(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = queue(world, driver, elevator);
      driver.answer =
          rq -> {
            throw new IllegalArgumentException("on purpose");
          };
      queue.submit(recordEnd(world.read(0, 8)));
      world.expectErrors("on purpose");
      driver.answer = rq -> BioStatus.OK;
      queue.submit(recordEnd(world.read(100, 8)));
      driver.completeAll();
      assertThat(ended).containsExactly("0 IOERR", "100 OK");
    }
  }

  /** A driver that starts a request and then returns a status other than OK. */
  private static final class Starter extends HeldDriver {
    private final String then;
    private long cookie;

    Starter(String then) {
      super(1);
      this.then = then;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      if (then.equals("nothing")) {
        return BioStatus.OK;
      }
      if (then.isEmpty() || cookie != 0) {
        return super.queueRequest(hctx, rq, last);
      }
      cookie = rq.start();
      return switch (then) {
        case "throw" -> throw new IllegalStateException("on purpose");
        case "complete and throw" -> {
          hctx.complete(cookie, BioStatus.OK);
          throw new IllegalStateException("on purpose");
        }
        case "refuse" -> BioStatus.DEV_RESOURCE;
        case "complete and refuse" -> {
          hctx.complete(cookie, BioStatus.OK);
          yield BioStatus.RESOURCE;
        }
        case "error" -> BioStatus.TARGET;
        case "start twice" -> {
          try {
            rq.start();
            yield BioStatus.IOERR;
          } catch (IllegalStateException e) {
            hctx.complete(cookie, BioStatus.PROTECTION);
            yield BioStatus.OK;
          }
        }
        default -> throw new AssertionError(then);
      };
    }
  }

  private void run(String then, String end, int errors) {
    for (boolean elevator : new boolean[] {false, true}) {
      ended.clear();
      try (var world = QueueWorld.virtual()) {
        var driver = new Starter(then);
        BlockQueue queue = queue(world, driver, elevator);
        queue.submit(recordEnd(world.read(0, 8)));
        driver.completeAll();
        assertThat(ended).as(then).containsExactly("0 " + end);
        assertThat(world.errors).as(then).hasSize(errors);
        world.errors.clear();
        if (driver.cookie != 0 && !then.equals("refuse")) {
          driver.hardwareQueues[0].complete(driver.cookie, BioStatus.OK);
          world.expectErrors("names no I/O in flight");
        }
      }
    }
  }

  @Test
  void eachBreachOfTheDriverContractHasOneDefinedResult() {
    run("throw", "IOERR", 1);
    run("complete and throw", "OK", 1);
    run("refuse", "OK", 1);
    run("complete and refuse", "OK", 1);
    run("error", "TARGET", 1);
    run("start twice", "PROTECTION", 0);
    run("nothing", "IOERR", 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void busyDriverIsTriedAgainAndNothingStalls(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = queue(world, driver, elevator);
      int[] asked = {0};
      driver.answer = rq -> ++asked[0] < 5 ? BioStatus.RESOURCE : BioStatus.OK;
      for (int i = 0; i < 3; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      world.pass(30_000_000);
      assertThat(driver.held).hasSize(3);
      driver.completeAll();
      assertThat(ended).hasSize(3);
    }
  }

  /**
   * The busy average rises for a driver that refuses every request, and falls for one that accepts
   * every request.
   */
  @Test
  void busyAverageRisesWithRefusalsAndFallsWithSuccess() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().setAttribute("nr_requests", "64");
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      driver.answer = rq -> BioStatus.RESOURCE;
      List<Integer> busy = new ArrayList<>();
      queue.submit(world.read(0, 8));
      busy.add(hctx.busyAverage());
      for (int i = 0; i < 6; i++) {
        world.pass(CoreHardwareQueue.RETRY_NANOS);
        busy.add(hctx.busyAverage());
      }
      // The average starts at 3: after the first refusal the driver is tried once more at once,
      // because the restart mark was not set.
      assertThat(busy).containsExactly(3, 4, 5, 6, 7, 8, 9);
      driver.answer = rq -> BioStatus.OK;
      busy.clear();
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      for (int i = 0; i < 8; i++) {
        busy.add(hctx.busyAverage());
        queue.submit(world.read(100 + i * 100L, 8));
      }
      assertThat(busy).containsExactly(7, 6, 5, 4, 3, 2, 1, 0);
      driver.completeAll();
    }
  }

  @Test
  void callbackThatThrowsAffectsNoOtherBio() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.submit(
          world
              .read(0, 8)
              .onEnd(b -> {
                throw new IllegalStateException("on purpose");
              }));
      queue.submit(recordEnd(world.read(100, 8)));
      var batch = new Completions(2);
      for (HeldDriver.Given given : driver.held) {
        batch.add(given.cookie(), BioStatus.OK);
      }
      driver.held.clear();
      driver.hardwareQueues[0].complete(batch);
      assertThat(ended).containsExactly("100 OK");
      world.expectErrors("callback of a bio");
    }
  }

  @Test
  void batchEndsEachRequestOnceAndReportsUnknownCookies() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(64);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      var batch = new Completions(1);
      for (int i = 0; i < 64; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      for (HeldDriver.Given given : driver.held) {
        batch.add(given.cookie(), given.sector() == 300 ? BioStatus.MEDIUM : BioStatus.OK);
      }
      batch.add(driver.held.get(5).cookie(), BioStatus.OK);
      driver.hardwareQueues[0].complete(batch);
      assertThat(ended).hasSize(64).contains("300 MEDIUM", "6300 OK").doesNotHaveDuplicates();
      world.expectErrors("names no I/O in flight");
    }
  }

  /**
   * A driver that never completes a request by itself, but answers when it is asked about a request
   * that timed out.
   */
  private static final class Hanging extends HeldDriver {
    private TimeoutAnswer verdict = TimeoutAnswer.RESET;
    private final List<Long> asked = new ArrayList<>();
    private final QueueWorld world;

    Hanging(QueueWorld world) {
      super(2);
      this.world = world;
    }

    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      asked.add(world.time.now());
      if (verdict == TimeoutAnswer.DONE) {
        held.removeIf(given -> given.cookie() == cookie);
        hctx.complete(cookie, BioStatus.TIMEOUT);
      }
      return verdict;
    }
  }

  @Test
  void driverIsAskedAboutALateRequestSoonAfterItsTimeAndNotBefore() {
    try (var world = QueueWorld.virtual()) {
      var driver = new Hanging(world);
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("io_timeout", "2000");
      long start = world.time.now();
      queue.submit(recordEnd(world.read(0, 8)));
      world.pass(1_999_000_000);
      assertThat(driver.asked).isEmpty();
      world.pass(1_526_000_000);
      assertThat(driver.asked).hasSize(1);
      assertThat(driver.asked.getFirst() - start).isBetween(2_000_000_000L, 3_524_000_000L);
      assertThat(ended).as("the driver may still write").isEmpty();
      driver.verdict = BlockDriver.TimeoutAnswer.DONE;
      world.pass(2_000_000_000);
      assertThat(ended).containsExactly("0 TIMEOUT");
      assertThat(driver.asked).hasSize(2);
      assertThat(driver.asked.get(1) - driver.asked.get(0)).isEqualTo(2_000_000_000L);
    }
  }

  @Test
  void driverIsNotAskedAboutARequestInTime() {
    try (var world = QueueWorld.virtual()) {
      var driver = new Hanging(world);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      world.pass(29_000_000_000L);
      driver.completeFirst();
      queue.submit(recordEnd(world.read(100, 8)));
      world.pass(20_000_000_000L);
      assertThat(driver.asked).isEmpty();
      driver.completeFirst();
      world.runAll();
      assertThat(ended).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWithALimitGivesUpRequestsThatHang(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = queue(world, driver, elevator);
      for (int i = 0; i < 12; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      assertThat(queue.admin().close(Duration.ofSeconds(5))).isFalse();
      assertThat(ended).hasSize(12).startsWith("0 MEMORY_IN_USE", "100 MEMORY_IN_USE");
      assertThat(ended.subList(2, 12)).allMatch(e -> e.endsWith(" IOERR"));
      assertThat(driver.closed).isTrue();
      HeldDriver.Given late = driver.held.getFirst();
      late.hctx().complete(late.cookie(), BioStatus.OK);
      assertThat(ended).hasSize(12);
      queue.submit(recordEnd(world.read(0, 8)));
      assertThat(ended).hasSize(13).endsWith("0 IOERR");
      world.errors.clear();
    }
  }

  @Test
  void closingWaitsForOutstandingBiosAndFailsNewOnes() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2);
      BlockQueue queue = world.queue(driver);
      queue.admin().startFreeze();
      queue.submit(recordEnd(world.read(0, 8)));
      queue.admin().unfreeze();
      var timer = world.time.newTimer(now -> driver.completeAll());
      timer.arm(world.time.now() + 1000);
      queue.close();
      queue.close();
      assertThat(ended).containsExactly("0 OK");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.IOERR);
      assertThat(driver.closed).isTrue();
      assertThatIllegalStateException().isThrownBy(() -> queue.admin().switchElevator("none"));
    }
  }

  @Test
  void driverThatMayBlockIsCalledByWorkersOnly() {
    try (var world = QueueWorld.real()) {
      List<Thread> callers = java.util.Collections.synchronizedList(new ArrayList<>());
      var driver = new HeldDriver(4).inline().withoutHistory().with(DriverFeature.BLOCKING);
      driver.answer =
          rq -> {
            callers.add(Thread.currentThread());
            return BioStatus.OK;
          };
      BlockQueue queue = world.queue(driver);
      for (int i = 0; i < 50; i++) {
        assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      }
      assertThat(callers).hasSize(50).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void driverThatSubmitsInsideItsCallDoesNotRecurse() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).inline().withoutHistory();
      BlockQueue queue = world.queue(driver);
      int[] left = {10_000};
      int[] depth = {0};
      int[] deepest = {0};
      driver.answer =
          rq -> {
            deepest[0] = Math.max(deepest[0], ++depth[0]);
            if (left[0]-- > 0) {
              queue.submit(world.read(0, 8));
            }
            depth[0]--;
            return BioStatus.OK;
          };
      queue.submit(world.read(0, 8));
      assertThat(left[0]).isLessThanOrEqualTo(0);
      assertThat(deepest[0]).isEqualTo(1);
    }
  }
}
