package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Races of the scan for timed-out requests with the reuse of their tags and with changes of the
 * number of tags.
 */
class TagReuseRaceTest {
  /**
   * Driver that, while it is asked about a timed-out request, ends it and gets another request with
   * the same tag.
   */
  private static final class Reusing extends HeldDriver {
    private final List<Long> asked = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private TimeoutAnswer verdict = TimeoutAnswer.RESET;

    Reusing(int depth) {
      super(depth);
    }

    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      asked.add(cookie);
      meanwhile.run();
      return verdict;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void scanNeverTakesATagsNextRequestForTheLateOne(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new Reusing(1);
      BlockQueue queue =
          elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
      queue.admin().setAttribute("io_timeout", "2000");
      List<String> ended = new ArrayList<>();
      queue.submit(world.read(0, 8).onEnd(bio -> ended.add("late " + bio.status())));
      long late = driver.held.getFirst().cookie();
      driver.meanwhile =
          () -> {
            driver.meanwhile = () -> {};
            driver.completeFirst(BioStatus.TIMEOUT);
            queue.submit(world.read(100, 8).onEnd(bio -> ended.add("next " + bio.status())));
          };
      world.pass(3_600_000_000L);
      assertThat(driver.asked).containsExactly(late);
      HeldDriver.Given next = driver.held.getFirst();
      assertThat(next.cookie()).isNotEqualTo(late);
      // The answer RESET was for a request that has ended meanwhile; the time limit of the next
      // request must not restart because of it.
      long begun = next.rq().issuedNanos();
      driver.verdict = HeldDriver.TimeoutAnswer.DONE;
      world.pass(4_000_000_000L);
      assertThat(driver.asked).containsExactly(late, next.cookie());
      assertThat(begun).isPositive();
      driver.completeFirst(BioStatus.OK);
      assertThat(ended).containsExactly("late TIMEOUT", "next OK");
    }
  }

  /** Threads read the requests in flight while the tags and requests are allocated anew. */
  @Test
  void inFlightReadersSeeValidRequestsWhileTheNumberOfTagsChanges() throws InterruptedException {
    try (var world = QueueWorld.real()) {
      BlockQueue queue = world.queue(new HeldDriver(64).inline().withoutHistory());
      world.with(new ListElevatorType());
      queue.admin().switchElevator("list");
      var stop = new java.util.concurrent.atomic.AtomicBoolean();
      var failure = new java.util.concurrent.atomic.AtomicReference<Throwable>();
      var looks = new java.util.concurrent.atomic.AtomicLong();
      Thread reader =
          new Thread(() -> {
            try {
              while (!stop.get()) {
                String[] both = LinuxFormat.inFlight(queue.metrics().inFlight()).split(" ", -1);
                assertThat(Integer.parseInt(both[0])).isBetween(0, 64);
                assertThat(queue.metrics().statistics()).isNotNull();
                looks.incrementAndGet();
              }
            } catch (RuntimeException | Error e) {
              failure.set(e);
            }
          });
      reader.start();
      int[] sizes = {4, 256, 8, 512, 64, 1024};
      for (int i = 0; i < 300 || looks.get() < 100; i++) {
        if (failure.get() != null) {
          break;
        }
        queue.admin().setAttribute("nr_requests", Integer.toString(sizes[i % sizes.length]));
        for (int n = 0; n < 8; n++) {
          assertThat(queue.submitAndWait(world.read(n * 100L, 8))).isEqualTo(BioStatus.OK);
        }
      }
      stop.set(true);
      reader.join();
      assertThat(failure.get()).isNull();
    }
  }
}
