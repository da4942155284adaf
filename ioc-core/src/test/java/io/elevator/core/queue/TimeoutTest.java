package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a driver is asked about a request that takes longer than its time limit. */
class TimeoutTest {
  private static final long MILLI = 1_000_000;

  private final List<String> ended = new ArrayList<>();

  /** Driver that records when it is asked about which request, and answers as the test defines. */
  private static final class Asked extends HeldDriver {
    private final QueueWorld world;
    private final List<Long> times = new ArrayList<>();
    private final List<Long> sectors = new ArrayList<>();
    private long own;
    private boolean ends;

    Asked(QueueWorld world) {
      super(4);
      this.world = world;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      if (own != 0) {
        rq.timeoutMillis(own);
      }
      return super.queueRequest(hctx, rq, last);
    }

    @Override
    public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
      times.add(world.time.now());
      sectors.add(rq.offset() / 512);
      if (!ends) {
        return TimeoutAnswer.RESET;
      }
      held.removeIf(given -> given.cookie() == cookie);
      hctx.complete(cookie, BioStatus.TIMEOUT);
      return TimeoutAnswer.DONE;
    }
  }

  private io.elevator.api.Bio recordEnd(io.elevator.api.Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  private static BlockQueue queue(QueueWorld world, HeldDriver driver, boolean elevator) {
    return elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
  }

  /**
   * The time-out scan stops only when the queue is empty, because a freeze may be waiting for a
   * late request.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void freezeInProgressDoesNotStopTheTimeOutScan(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new Asked(world);
      driver.ends = true;
      BlockQueue queue = queue(world, driver, elevator);
      queue.admin().setAttribute("io_timeout", "2000");
      queue.submit(recordEnd(world.read(0, 8)));
      queue.admin().startFreeze();
      queue.submit(recordEnd(world.read(100, 8)));
      queue.admin().awaitFrozen();
      assertThat(ended).containsExactly("0 TIMEOUT");
      assertThat(world.time.now()).isLessThanOrEqualTo(driver.times.getFirst());
      queue.admin().unfreeze();
      driver.completeAll();
      assertThat(ended).containsExactly("0 TIMEOUT", "100 OK");
      // The scan was off while the queue was empty; a new request must start it again.
      queue.submit(recordEnd(world.read(200, 8)));
      world.pass(3_600 * MILLI);
      assertThat(ended).endsWith("200 TIMEOUT");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // time limit of the request and of the queue, in ms
    "500, 30000",
    "1, 30000",
    "60000, 2000",
    "4000, 4000",
    "7000, 100",
    "3, 5000"
  })
  void timeLimitOfTheRequestOverridesThatOfTheQueue(long own, long queues) {
    for (boolean elevator : new boolean[] {false, true}) {
      try (var world = QueueWorld.virtual()) {
        var driver = new Asked(world);
        driver.ends = true;
        BlockQueue queue = queue(world, driver, elevator);
        queue.admin().setAttribute("io_timeout", Long.toString(queues));
        // This request has the queue's time limit and keeps the time-out timer armed for it.
        queue.submit(recordEnd(world.read(0, 8)));
        driver.own = own;
        long start = world.time.now();
        queue.submit(recordEnd(world.read(100, 8)));
        driver.own = 0;
        world.pass(own * MILLI - 1);
        assertThat(driver.sectors).as("before its time").doesNotContain(100L);
        world.pass(1_525 * MILLI + 1);
        int index = driver.sectors.indexOf(100L);
        assertThat(index).as("asked within 1.524 s of its time").isNotNegative();
        assertThat(driver.times.get(index) - start).isGreaterThanOrEqualTo(own * MILLI);
        // The next request with the same tag has no time limit of its own.
        queue.submit(recordEnd(world.read(200, 8)));
        world.pass(queues * MILLI - 1);
        assertThat(driver.sectors).doesNotContain(200L);
        world.pass(1_525 * MILLI);
        assertThat(driver.sectors).contains(200L);
        driver.completeAll();
      }
    }
  }

  @Test
  void grantingMoreTimeRestartsTheFullTimeLimit() {
    try (var world = QueueWorld.virtual()) {
      var driver = new Asked(world);
      driver.own = 700;
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      world.pass(5_000 * MILLI);
      assertThat(driver.times).hasSizeBetween(4, 7);
      for (int i = 1; i < driver.times.size(); i++) {
        assertThat(driver.times.get(i) - driver.times.get(i - 1)).isEqualTo(700 * MILLI);
      }
      driver.completeAll();
      world.runAll();
    }
  }

  @Test
  void timeLimitOutOfRangeIsRefused() {
    try (var world = QueueWorld.virtual()) {
      var driver =
          new HeldDriver(1) {
            @Override
            public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> rq.timeoutMillis(-1))
                  .withMessageContaining("-1 ms");
              assertThatIllegalArgumentException().isThrownBy(() -> rq.timeoutMillis(1L << 32));
              rq.timeoutMillis((1L << 32) - 1);
              return super.queueRequest(hctx, rq, last);
            }
          };
      BlockQueue queue = world.queue(driver.inline());
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void driverCanDeclareARequestLate() {
    try (var world = QueueWorld.virtual()) {
      var driver = new Asked(world);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      queue.submit(recordEnd(world.read(100, 8)));
      HeldDriver.Given given = driver.held.get(1);
      given.hctx().expire(given.cookie());
      assertThat(driver.sectors).as("not inside the call").isEmpty();
      world.pass(MILLI);
      assertThat(driver.sectors).containsExactly(100L);
      // The driver asked for more time, so the full time limit begins again.
      world.pass(29_900 * MILLI);
      assertThat(driver.sectors).containsExactly(100L);
      driver.ends = true;
      given.hctx().expire(given.cookie());
      world.pass(MILLI);
      assertThat(ended).containsExactly("100 TIMEOUT");
      given.hctx().expire(given.cookie());
      world.pass(MILLI);
      assertThat(driver.sectors).as("it has ended").hasSize(2);
      driver.completeAll();
    }
  }

  /**
   * The driver is asked about a request only after the driver call that started it has returned.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void driverIsNotAskedAboutARequestItIsStillStarting(boolean elevator)
      throws InterruptedException {
    try (var world = QueueWorld.real()) {
      var started = new CountDownLatch(1);
      var goOn = new CountDownLatch(1);
      var looked = new CountDownLatch(1);
      var asked = new CountDownLatch(1);
      List<Boolean> returnedWhenAsked = new ArrayList<>();
      var driver =
          new HeldDriver(1) {
            private volatile boolean returned;

            @Override
            public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
              rq.timeoutMillis(1);
              BioStatus status = super.queueRequest(hctx, rq, last);
              started.countDown();
              awaitUninterrupted(goOn);
              returned = true;
              return status;
            }

            @Override
            public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
              returnedWhenAsked.add(returned);
              asked.countDown();
              hctx.complete(cookie, BioStatus.TIMEOUT);
              return TimeoutAnswer.DONE;
            }
          };
      BlockQueue queue = queue(world, driver, elevator);
      var end = new CountDownLatch(1);
      Thread submitter =
          new Thread(() -> queue.submit(world.read(0, 8).onEnd(bio -> end.countDown())));
      submitter.start();
      started.await();
      // The request expires while the call is in progress, and the scan looks at it. This probe
      // fires after the first looks of the scan.
      HeldDriver.Given given = driver.held.getFirst();
      given.hctx().expire(given.cookie());
      var probe = world.time.newTimer(now -> looked.countDown());
      probe.arm(world.time.now() + 50 * MILLI);
      looked.await();
      assertThat(asked.getCount()).as("asked inside the call").isOne();
      goOn.countDown();
      asked.await();
      end.await();
      submitter.join();
      assertThat(returnedWhenAsked).containsExactly(true);
      RaceTest.atRest(queue);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
