package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.DefectPolicy;
import io.elevator.api.QueueListener;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elevators that throw or lose requests are detached by force, and no bio is lost with them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuarantineTest {
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  private QueueListener recordingListener() {
    return new QueueListener() {
      @Override
      public void quarantined(String elevator, String reason, long beganNanos, long now) {
        told.add("quarantined " + elevator);
      }

      @Override
      public void switched(String from, String to, long beganNanos, long now) {
        told.add("switched " + from + " to " + to);
      }
    };
  }

  /**
   * An elevator that keeps requests in a list, and loses requests or throws as the test demands.
   */
  @SpiVersion(SpiVersion.CURRENT)
  static final class BadType extends ElevatorType {
    volatile boolean loses;
    volatile boolean throwsInDispatch;
    volatile boolean throwsInPrepare;
    volatile @Nullable Runnable inPrepare;
    volatile @Nullable Attachment attachment;
    volatile @Nullable Timer timer;
    final AtomicInteger fired = new AtomicInteger();
    final AtomicInteger exited = new AtomicInteger();

    @Override
    public String name() {
      return "bad";
    }

    @Override
    public String description() {
      return "breaks its contract";
    }

    @Override
    public Elevator attach(Attachment made) {
      attachment = made;
      timer = made.newTimer(now -> fired.incrementAndGet());
      return new Elevator() {
        private final RequestList list = new RequestList();
        private final List<Request> lost = new ArrayList<>();

        @Override
        public void prepare(Request rq, long now) {
          Runnable work = inPrepare;
          if (work != null) {
            work.run();
          }
          if (throwsInPrepare) {
            throw new IllegalStateException("prepare on purpose");
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
          if (throwsInDispatch) {
            throw new IllegalStateException("dispatch on purpose");
          }
          if (loses) {
            Request rq = list.removeFirst();
            if (rq != null) {
              lost.add(rq);
            }
            return null;
          }
          return list.removeFirst();
        }

        @Override
        public void exit() {
          exited.incrementAndGet();
        }
      };
    }
  }

  @Test
  void lostRequestsAreDispatchedInOrderOfArrivalWhileASwitchWaits() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).inline();
      var type = new BadType();
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(driver, type);
      queue.metrics().addListener(recordingListener());
      type.loses = true;
      for (int i = 0; i < 24; i++) {
        queue.submit(recordEnd(world.read(9000 - i * 100L, 8)));
        world.pass(1000);
      }
      assertThat(ended).isEmpty();
      long began = world.time.now();
      queue.admin().switchElevator("list");
      assertThat(world.time.now() - began).isBetween(5_000_000_000L, 6_000_000_000L);
      assertThat(queue.admin().elevator()).isEqualTo("list");
      assertThat(ended).hasSize(24).allMatch(e -> e.endsWith(" OK"));
      assertThat(driver.history.getFirst()).isEqualTo("READ 9000+8");
      assertThat(driver.history.subList(0, 16))
          .isSortedAccordingTo((a, b) -> Long.compare(sector(b), sector(a)));
      world.pass(2_000_000);
      assertThat(queue.entrance().depth()).isZero();
      world.expectErrors("detached by force");
      assertThat(told).contains("quarantined bad", "switched bad to list");
      assertThat(type.exited).as("no hook of it is called any more").hasValue(0);
    }
  }

  private static long sector(String name) {
    return Long.parseLong(name.substring(name.indexOf(' ') + 1, name.indexOf('+')));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWithLostRequestsEndsAllOfThem(boolean limit) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).inline();
      var type = new BadType();
      BlockQueue queue = world.queue(driver, type);
      type.loses = true;
      for (int i = 0; i < 24; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      if (limit) {
        assertThat(queue.admin().close(Duration.ofSeconds(20))).isTrue();
      } else {
        queue.close();
      }
      assertThat(ended).hasSize(24).allMatch(e -> e.endsWith(" OK"));
      assertThat(driver.closed).isTrue();
      world.expectErrors("detached by force");
    }
  }

  @Test
  void elevatorThatKeepsThrowingIsDetachedAndTheQueueGoesOnWithNone() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).inline();
      var type = new BadType();
      BlockQueue queue = world.queue(driver, type);
      queue.metrics().addListener(recordingListener());
      type.throwsInDispatch = true;
      for (int i = 0; i < 10; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      assertThat(ended).isEmpty();
      for (int i = 0; i < 200 && queue.admin().elevator().equals("bad"); i++) {
        queue.admin().run();
        world.pass(5_000_000);
      }
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(ended).hasSize(10).allMatch(e -> e.endsWith(" OK"));
      assertThat(told).containsExactly("quarantined bad", "switched bad to none");
      assertThat(world.errors.stream().filter(e -> e.contains("detached by force"))).hasSize(1);
      world.errors.clear();
      queue.submit(recordEnd(world.read(5000, 8)));
      assertThat(ended).hasSize(11).endsWith("5000 OK");
      // Calls that the detached elevator still makes have no effect.
      type.timer.arm(world.time.now());
      type.attachment.newTimer(now -> type.fired.incrementAndGet()).arm(world.time.now());
      type.attachment.runHardwareQueues();
      world.runAll();
      assertThat(type.fired).hasValue(0);
      // The administrator may switch to the same elevator type again.
      type.throwsInDispatch = false;
      queue.admin().switchElevator("bad");
      queue.submit(recordEnd(world.read(6000, 8)));
      assertThat(ended).endsWith("6000 OK");
    }
  }

  @Test
  void timersOfADetachedElevatorDoNotFire() {
    try (var world = QueueWorld.virtual()) {
      var type = new BadType();
      BlockQueue queue = world.queue(new HeldDriver(8).inline(), type);
      queue.admin().switchElevator("none");
      type.timer.arm(world.time.now());
      type.attachment.newTimer(now -> type.fired.incrementAndGet()).arm(world.time.now());
      world.runAll();
      assertThat(type.exited).hasValue(1);
      assertThat(type.fired).hasValue(0);
    }
  }

  @Test
  void defectPolicyCanKeepAnElevatorInService() {
    List<DefectPolicy.Defect> asked = new ArrayList<>();
    var policy =
        new DefectPolicy() {
          @Override
          public int defects() {
            return 3;
          }

          @Override
          public boolean takesOut(Defect defect) {
            asked.add(defect);
            if (asked.size() == 2) {
              throw new IllegalStateException("policy on purpose");
            }
            return false;
          }
        };
    try (var world = QueueWorld.virtual().defects(policy)) {
      var type = new BadType();
      BlockQueue queue = world.queue(new HeldDriver(8).inline(), type);
      type.throwsInPrepare = true;
      for (int i = 0; i < 4; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
        world.runAllButTimeouts();
      }
      assertThat(asked).hasSize(1);
      assertThat(asked.getFirst().reason()).contains("3 defects", "prepare on purpose");
      assertThat(queue.admin().elevator()).isEqualTo("bad");
      for (int i = 0; i < 2; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
        world.runAllButTimeouts();
      }
      assertThat(asked).hasSize(2);
      assertThat(queue.admin().elevator())
          .as("a policy that throws is replaced by the default")
          .isEqualTo("none");
      assertThat(ended).hasSize(6).allMatch(e -> e.endsWith(" OK"));
      assertThat(world.errors).anyMatch(e -> e.contains("policy on purpose"));
      world.errors.clear();
    }
  }

  @Test
  void defectsOutsideTheWindowDoNotCount() {
    try (var world = QueueWorld.virtual()) {
      var type = new BadType();
      BlockQueue queue = world.queue(new HeldDriver(8).inline(), type);
      type.throwsInPrepare = true;
      for (int i = 0; i < 300; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
        world.pass(110_000_000);
      }
      assertThat(queue.admin().elevator()).isEqualTo("bad");
      world.errors.clear();
    }
  }

  @Test
  void queueOfADriverThatKeepsThrowingIsDeclaredDead() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      driver.answer =
          rq -> {
            throw new IllegalStateException("driver on purpose");
          };
      for (int i = 0; i < 100; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      world.virtualTime().runDeferred();
      assertThat(ended).hasSize(100).allMatch(e -> e.endsWith(" IOERR"));
      queue.submit(recordEnd(world.read(0, 8)));
      assertThat(ended).endsWith("0 OFFLINE");
      assertThat(world.errors).anyMatch(e -> e.contains("the queue is dead"));
      world.errors.clear();
    }
  }
}
