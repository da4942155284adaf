package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.DefectPolicy;
import io.elevator.api.Task;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Defects outside the usual hook and driver calls also count towards the threshold of the defect
 * policy.
 */
class CountedDefectsTest {
  private static final int THRESHOLD = 5;

  private static final DefectPolicy POLICY =
      new DefectPolicy() {
        @Override
        public int defects() {
          return THRESHOLD;
        }
      };

  /** Wrong reports that a driver can make about a request that has ended. */
  enum Wrong {
    SECOND_COMPLETION,
    UNKNOWN_COOKIE,
    UNKNOWN_REQUEUE,
    NO_STATUS
  }

  @ParameterizedTest
  @EnumSource
  void wrongReportsOfADriverTakeItOutOfService(Wrong wrong) {
    try (var world = QueueWorld.virtual().defects(POLICY)) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      for (int i = 0; i < THRESHOLD; i++) {
        assertThat(queue.entrance().isDead()).as("before defect %d", i + 1).isFalse();
        queue.submit(world.read(i * 100L, 8));
        HeldDriver.Given given = driver.held.removeFirst();
        if (wrong != Wrong.NO_STATUS) {
          given.hctx().complete(given.cookie(), BioStatus.OK);
        }
        switch (wrong) {
          case SECOND_COMPLETION -> given.hctx().complete(given.cookie(), BioStatus.OK);
          case UNKNOWN_COOKIE -> given.hctx().complete(given.cookie() + (1L << 40), BioStatus.OK);
          case UNKNOWN_REQUEUE -> given.hctx().requeue(given.cookie(), true);
          case NO_STATUS -> given.hctx().complete(given.cookie(), null);
        }
        world.runAllButTimeouts();
      }
      assertThat(queue.entrance().isDead()).isTrue();
      assertThat(world.errors).anyMatch(e -> e.contains("the queue is dead"));
      world.errors.clear();
    }
  }

  @Test
  void completionsAfterInjectedLossesAreNoDefects() {
    try (var world = QueueWorld.virtual().defects(POLICY)) {
      var driver = new HeldDriver(16);
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("io-timeout-fail", "1");
      for (int i = 0; i < 2 * THRESHOLD; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      HeldDriver.Given[] given = driver.held.toArray(new HeldDriver.Given[0]);
      driver.completeAll();
      world.runAll();
      queue.admin().setAttribute("io-timeout-fail", "0");
      for (HeldDriver.Given each : given) {
        each.hctx().complete(each.cookie(), BioStatus.OK);
      }
      world.runAllButTimeouts();
      assertThat(world.errors).anyMatch(e -> e.contains("names no I/O in flight"));
      assertThat(queue.entrance().isDead()).isFalse();
      world.errors.clear();
    }
  }

  /** The device answers after the time-out handler of its driver has ended the request. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lateReportsOfStartsThatTheTimeOutHandlerEndedAreNoDefects(boolean requeued) {
    int reads = 3 * THRESHOLD;
    try (var world = QueueWorld.virtual().defects(POLICY)) {
      List<HeldDriver.Given> started = new ArrayList<>();
      var driver =
          new HeldDriver(4) {
            @Override
            public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
              started.addAll(held);
              held.clear();
              hctx.complete(cookie, BioStatus.TIMEOUT);
              return TimeoutAnswer.DONE;
            }
          };
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("io_timeout", "1000");
      // More reads than tags, so that later reads use the tags of reads that timed out.
      for (int i = 0; i < reads; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      world.pass(60_000_000_000L);
      assertThat(started).as("all timed out").hasSize(reads);
      for (HeldDriver.Given each : started) {
        if (requeued) {
          each.hctx().requeue(each.cookie(), true);
        } else {
          each.hctx().complete(each.cookie(), BioStatus.OK);
        }
      }
      world.runAllButTimeouts();
      assertThat(world.errors).anyMatch(e -> e.contains("names no I/O in flight"));
      assertThat(QueueUnits.staleReports(queue)).isEqualTo(requeued ? 0 : reads);
      assertThat(queue.entrance().isDead()).isFalse();

      // These requests use the same tags but did not time out, so a second report for one of them
      // is a defect.
      for (int i = 0; i < THRESHOLD; i++) {
        queue.submit(world.read(i * 100L, 8));
        HeldDriver.Given given = driver.held.removeFirst();
        given.hctx().complete(given.cookie(), BioStatus.OK);
        given.hctx().complete(given.cookie(), BioStatus.OK);
      }
      world.runAllButTimeouts();
      assertThat(queue.entrance().isDead()).isTrue();
      world.errors.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void exceptionsOfIcqHooksQuarantineTheElevator(boolean atExit) {
    try (var world = QueueWorld.virtual().defects(POLICY)) {
      var type = new BadIcqType(atExit);
      BlockQueue queue = world.queue(new HeldDriver(8).inline(), type);
      for (int i = 0; i < THRESHOLD; i++) {
        assertThat(queue.admin().elevator()).as("before defect %d", i + 1).isEqualTo("bad icqs");
        Task task = world.newTask("task" + i, 0);
        assertThat(queue.submitAndWait(world.read(i * 100L, 8).task(task))).isEqualTo(BioStatus.OK);
        task.exit();
        world.runAllButTimeouts();
      }
      world.pass(10_000_000);
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(world.errors).anyMatch(e -> e.contains("icq hook on purpose"));
      assertThat(world.errors).anyMatch(e -> e.contains("detached by force"));
      world.errors.clear();
    }
  }

  /** A first-in, first-out elevator whose init-icq or exit-icq hook throws. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class BadIcqType extends ElevatorType {
    private final boolean atExit;

    BadIcqType(boolean atExit) {
      this.atExit = atExit;
    }

    @Override
    public String name() {
      return "bad icqs";
    }

    @Override
    public String description() {
      return "throws in a hook of its icqs";
    }

    @Override
    public Icq.Factory icqFactory() {
      return BadIcq::new;
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new Elevator() {
        private final RequestList list = new RequestList();

        @Override
        public void initIcq(Icq icq, long now) {
          if (!atExit) {
            throw new IllegalStateException("icq hook on purpose");
          }
        }

        @Override
        public void exitIcq(Icq icq, long now) {
          if (atExit) {
            throw new IllegalStateException("icq hook on purpose");
          }
        }

        @Override
        public synchronized void insert(
            HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
          list.moveAllFrom(in);
        }

        @Override
        public synchronized boolean hasWork(HardwareQueue hctx) {
          return !list.isEmpty();
        }

        @Override
        public synchronized @Nullable Request dispatch(HardwareQueue hctx, long now) {
          return list.removeFirst();
        }

        @Override
        public void exit() {}
      };
    }
  }

  private static final class BadIcq extends Icq {
    BadIcq(IcqOwner owner) {
      super(owner);
    }
  }
}
