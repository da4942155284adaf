package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.DefectPolicy;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A completion arrives at about the time at which the request times out. */
class LateCompletionTest {
  private static final long MILLI = 1_000_000;

  /** A drive whose time-out handler ends the request. */
  private static final class Handled extends HeldDriver {
    final AtomicInteger asked = new AtomicInteger();

    Handled() {
      super(1);
    }

    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      asked.incrementAndGet();
      hctx.complete(cookie, BioStatus.TIMEOUT);
      return TimeoutAnswer.DONE;
    }
  }

  /**
   * Tries completions at many instants around the deadline, with the timer of the completion armed
   * before or after the timer of the time-out scan.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void completionAroundTheDeadlineEndsTheBioOnce(boolean armedFirst) {
    Set<BioStatus> seen = EnumSet.noneOf(BioStatus.class);
    for (long quarters = -20; quarters < 4_200; quarters += quarters < 40 ? 1 : 97) {
      try (var world = QueueWorld.virtual()) {
        var driver = new Handled();
        BlockQueue queue = world.queue(driver);
        queue.admin().setAttribute("io_timeout", "2000");
        List<BioStatus> ended = new ArrayList<>();
        long at = world.time.now() + 2_000 * MILLI + quarters * MILLI / 4;
        Timer completion = world.time.newTimer(now -> driver.completeFirst());
        if (armedFirst) {
          completion.arm(at);
        }
        queue.submit(world.read(0, 8).onEnd(b -> ended.add(b.status())));
        if (!armedFirst) {
          completion.arm(at);
        }
        world.pass(10_000 * MILLI);
        assertThat(ended).as("%s quarters of a ms after the deadline", quarters).hasSize(1);
        seen.addAll(ended);
        boolean late = ended.getFirst() == BioStatus.TIMEOUT;
        assertThat(driver.asked.get()).isEqualTo(late ? 1 : 0);
        if (late) {
          world.expectErrors("names no I/O in flight");
          assertThat(quarters).as("not before its time").isNotNegative();
        }
        completion.close();
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(BioStatus.OK, BioStatus.TIMEOUT);
  }

  /**
   * Two threads report the end of the same start at once. One report ends the request; the other is
   * reported as a defect.
   */
  @Test
  void twoSimultaneousReportsEndTheRequestOnce() throws InterruptedException {
    int rounds = 5_000;
    try (var world = QueueWorld.real().defects(DefectPolicy.NEVER)) {
      var driver = new HeldDriver(1).withoutHistory();
      BlockQueue queue = world.queue(driver);
      AtomicInteger ended = new AtomicInteger();
      AtomicInteger turn = new AtomicInteger();
      AtomicInteger done = new AtomicInteger();
      var given = new HeldDriver.Given[1];
      Thread other =
          new Thread(() -> {
            for (int round = 1; round <= rounds; round++) {
              awaitAtLeast(turn, round);
              given[0].hctx().complete(given[0].cookie(), BioStatus.TIMEOUT);
              done.incrementAndGet();
            }
          });
      other.start();
      for (int round = 1; round <= rounds; round++) {
        queue.submit(world.read(0, 8).onEnd(b -> ended.incrementAndGet()));
        given[0] = driver.held.removeFirst();
        turn.set(round);
        given[0].hctx().complete(given[0].cookie(), BioStatus.OK);
        awaitAtLeast(done, round);
        assertThat(ended.get()).isEqualTo(round);
      }
      other.join();
      assertThat(QueueUnits.staleReports(queue)).isEqualTo(rounds);
      assertThat(world.errors).hasSize(rounds);
      world.errors.clear();
    }
  }

  private static void awaitAtLeast(AtomicInteger value, int least) {
    while (value.get() < least) {
      Thread.onSpinWait();
    }
  }
}
