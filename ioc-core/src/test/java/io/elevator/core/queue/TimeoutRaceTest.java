package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Races of a completion with a time-out: whichever comes first ends the request, and only that one.
 */
class TimeoutRaceTest {
  private static final long MILLI = 1_000_000;

  /** Driver that ends each request that it is asked about, even if it has completed it already. */
  private static final class Hasty extends HeldDriver {
    private int asked;

    Hasty() {
      super(4);
    }

    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      asked++;
      hctx.complete(cookie, BioStatus.TIMEOUT);
      return TimeoutAnswer.DONE;
    }
  }

  /**
   * The time-out timer of the queue and the completion timer of the drive fire at the same instant,
   * in either order.
   */
  @ParameterizedTest(name = "elevator {0}, completed first {1}")
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void timeOutAndCompletionAtTheSameTickEndTheRequestOnce(
      boolean elevator, boolean completedFirst) {
    try (var world = QueueWorld.virtual()) {
      var driver = new Hasty();
      BlockQueue queue =
          elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
      // For time limits above five seconds the time-out timer fires exactly at the deadline.
      queue.admin().setAttribute("io_timeout", "8000");
      List<BioStatus> ended = new ArrayList<>();
      var completion =
          world.time.newTimer(now -> {
            HeldDriver.Given given = driver.held.removeFirst();
            given.hctx().complete(given.cookie(), BioStatus.OK);
          });
      long start = world.time.now();
      if (completedFirst) {
        // Of two timers for the same instant, the one that was armed first fires first.
        completion.arm(start + 8000 * MILLI);
      }
      queue.submit(world.read(0, 8).onEnd(bio -> ended.add(bio.status())));
      if (!completedFirst) {
        world.pass(7999 * MILLI);
        completion.arm(start + 8000 * MILLI);
      }
      world.virtualTime().advanceTo(start + 8000 * MILLI);
      assertThat(ended)
          .as("ended once")
          .containsExactly(completedFirst ? BioStatus.OK : BioStatus.TIMEOUT);
      assertThat(driver.asked).isEqualTo(completedFirst ? 0 : 1);
      if (!completedFirst) {
        world.expectErrors("names no I/O in flight");
      }
      world.pass(10_000 * MILLI);
      assertThat(ended).hasSize(1);
      completion.close();
    }
  }

  @ParameterizedTest(name = "real threads, elevator {0}")
  @ValueSource(booleans = {false, true})
  void timeOutAndCompletionOnRealThreadsEndEachRequestOnce(boolean elevator)
      throws InterruptedException {
    try (var world = QueueWorld.real()) {
      var driver =
          new HeldDriver(4) {
            private volatile DriverQueue at;
            private volatile long started;
            private final AtomicInteger asked = new AtomicInteger();

            @Override
            public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
              at = hctx;
              started = rq.start();
              return BioStatus.OK;
            }

            @Override
            public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
              asked.incrementAndGet();
              hctx.complete(cookie, BioStatus.TIMEOUT);
              return TimeoutAnswer.DONE;
            }
          };
      BlockQueue queue =
          elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
      int rounds = 2000;
      var ends = new AtomicInteger();
      var timeouts = new AtomicInteger();
      for (int i = 0; i < rounds; i++) {
        var end = new CountDownLatch(1);
        queue.submit(
            world
                .read(0, 8)
                .onEnd(bio -> {
                  ends.incrementAndGet();
                  if (bio.status() == BioStatus.TIMEOUT) {
                    timeouts.incrementAndGet();
                  }
                  end.countDown();
                }));
        long cookie = driver.started;
        driver.at.expire(cookie);
        for (int spin = 0; spin < i % 97 * 40; spin++) {
          Thread.onSpinWait();
        }
        driver.at.complete(cookie, BioStatus.OK);
        end.await();
      }
      RaceTest.atRest(queue);
      assertThat(ends).hasValue(rounds);
      // Each request that the driver was asked about is reported twice, and the second report is a
      // defect that ends nothing.
      assertThat(world.errors)
          .hasSize(driver.asked.get())
          .allMatch(error -> error.contains("names no I/O in flight"));
      assertThat(QueueUnits.staleReports(queue)).isEqualTo(driver.asked.get());
      assertThat(timeouts.get()).isLessThanOrEqualTo(driver.asked.get());
      world.errors.clear();
    }
  }

  /**
   * The driver completes the request while it is asked about it, and only then answers that it
   * needs more time.
   */
  @Test
  @DisplayName("more time is granted to a request that has ended meanwhile")
  void moreTimeForAnEndedRequestHasNoEffect() {
    try (var world = QueueWorld.virtual()) {
      List<BioStatus> ended = new ArrayList<>();
      var driver =
          new HeldDriver(2) {
            @Override
            public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
              completeFirst();
              return TimeoutAnswer.RESET;
            }
          };
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("io_timeout", "6000");
      queue.submit(world.read(0, 8).onEnd(bio -> ended.add(bio.status())));
      world.pass(20_000 * MILLI);
      assertThat(ended).containsExactly(BioStatus.OK);
      assertThat(driver.held).isEmpty();
      world.runAll();
    }
  }
}
