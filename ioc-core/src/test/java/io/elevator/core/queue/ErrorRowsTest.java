package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioStatus;
import io.elevator.api.Credentials;
import io.elevator.api.PermissionPolicy;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.DriverQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A defect of a driver or elevator is reported once and affects no other request. */
class ErrorRowsTest {
  /**
   * An elevator type for queues without requests. A test decides whether its start and end fail.
   */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class Stubborn extends ElevatorType {
    private final String name;
    private Supplier<@Nullable Throwable> atInit = () -> null;
    private boolean exitFails;

    Stubborn(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return "fails as it is told";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new Elevator() {
        @Override
        public void initHardwareQueue(HardwareQueue hctx) {
          if (hctx.index() == 1) {
            switch (atInit.get()) {
              case null -> {}
              case RuntimeException e -> throw e;
              case Error e -> throw e;
              case Throwable e -> throw new AssertionError(e);
            }
          }
        }

        @Override
        public void exit() {
          if (exitFails) {
            throw new IllegalStateException("3 requests left in " + name);
          }
        }

        @Override
        public void insert(
            HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
          throw new IllegalStateException("no I/O was expected");
        }

        @Override
        public boolean hasWork(HardwareQueue hctx) {
          return false;
        }

        @Override
        public @Nullable Request dispatch(HardwareQueue hctx, long now) {
          return null;
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestGivenBackTwiceIsQueuedOnce(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      var type = new RecordingElevatorType();
      BlockQueue queue = elevator ? world.queue(driver, type) : world.queue(driver);
      type.queue = queue;
      List<BioStatus> ended = new ArrayList<>();
      queue.submit(world.read(0, 8).onEnd(bio -> ended.add(bio.status())));
      HeldDriver.Given given = driver.held.removeFirst();
      given.hctx().requeue(given.cookie(), false);
      given.hctx().requeue(given.cookie(), false);
      world.expectErrors("requeue: java.lang.IllegalStateException: hardware queue 0 of disk0");
      assertThat(queue.requeues().size()).isEqualTo(1);
      given.hctx().kickRequeue();
      world.virtualTime().runDeferred();
      assertThat(driver.held).hasSize(1);
      // The first start of this request has ended, so its cookie is no longer valid: completing
      // with it must not end the second start.
      given.hctx().complete(given.cookie(), BioStatus.IOERR);
      world.expectErrors("names no I/O in flight");
      assertThat(ended).isEmpty();
      driver.completeAll();
      assertThat(ended).containsExactly(BioStatus.OK);
      given = driver.held.isEmpty() ? given : driver.held.getFirst();
      given.hctx().requeue(given.cookie(), true);
      world.expectErrors("names no I/O in flight");
      assertThat(queue.requeues().size()).isZero();
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void dispatchThatThrowsReturnsItsBudget() {
    try (var world = QueueWorld.virtual()) {
      int[] units = {1};
      var driver =
          new HeldDriver(4) {
            @Override
            public boolean getBudget(DriverQueue hctx) {
              return units[0] > 0 && units[0]-- > 0;
            }

            @Override
            public void putBudget(DriverQueue hctx) {
              units[0]++;
            }
          };
      driver.with(io.elevator.spi.driver.DriverFeature.BUDGET);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver, type);
      type.queue = queue;
      type.failing = "dispatch";
      List<BioStatus> ended = new ArrayList<>();
      queue.submit(world.read(0, 8).onEnd(bio -> ended.add(bio.status())));
      assertThat(driver.held).isEmpty();
      assertThat(units[0]).as("the unit").isEqualTo(1);
      assertThat(world.errors).isNotEmpty().allMatch(error -> error.contains("dispatch"));
      world.errors.clear();
      type.failing = "";
      queue.admin().run();
      assertThat(driver.held).hasSize(1);
      driver.completeAll();
      assertThat(ended).containsExactly(BioStatus.OK);
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void elevatorThatThrowsAtItsExitIsReportedAndDetached() {
    try (var world = QueueWorld.virtual()) {
      var type = new Stubborn("stubborn");
      BlockQueue queue = world.queue(new HeldDriver(4).inline(), type);
      world.with(new ListElevatorType());
      type.exitFails = true;
      queue.admin().switchElevator("list");
      assertThat(queue.admin().elevator()).isEqualTo("list");
      world.expectErrors("3 requests left in stubborn");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
    }
  }

  /** Catalogue that counts the current uses of each elevator type. */
  private static final class Counting implements ElevatorKind.Catalogue {
    private final Map<String, ElevatorKind> kinds = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    Counting(ElevatorType... types) {
      for (ElevatorType type : types) {
        kinds.put(type.name(), new ElevatorKind(type, type.name(), null));
      }
    }

    @Override
    public @Nullable ElevatorKind find(String name) {
      return kinds.get(name);
    }

    @Override
    public boolean acquire(ElevatorKind kind, String queue) {
      uses.merge(kind.name(), 1, Integer::sum);
      return true;
    }

    @Override
    public void release(ElevatorKind kind, String queue) {
      uses.merge(kind.name(), -1, Integer::sum);
    }

    @Override
    public List<String> names() {
      return kinds.keySet().stream().sorted().toList();
    }

    int uses(String name) {
      return uses.getOrDefault(name, 0);
    }
  }

  private static TaskRegistry tasks(VirtualTime time) {
    return new TaskRegistry(
        new IoContexts(
            time,
            time::defer,
            (where, defect) -> {
              throw new AssertionError(where, defect);
            }),
        new GroupTree(),
        2,
        Credentials.user(0),
        PermissionPolicy.ALLOW);
  }

  @Test
  @DisplayName("a type is pinned exactly once, and not at all after a failed start")
  void elevatorTypeIsPinnedOnceByEachQueueThatUsesIt() {
    var good = new Stubborn("good");
    var bad = new Stubborn("bad");
    var kinds = new Counting(good, bad);
    List<String> errors = new ArrayList<>();
    try (var time = new VirtualTime()) {
      List<BlockQueue> queues = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        queues.add(
            new BlockQueue(
                new QueueSetup(
                    i + 1,
                    "disk" + i,
                    new HeldDriver(4).hardwareQueues(2),
                    kinds,
                    tasks(time),
                    time,
                    (where, defect) -> errors.add(where + ": " + defect),
                    2,
                    1000,
                    closed -> {})));
      }
      for (Throwable failure :
          List.of(new IllegalStateException("on purpose"), new OutOfMemoryError("on purpose"))) {
        bad.atInit = () -> failure;
        for (BlockQueue queue : queues) {
          queue.admin().switchElevator("good");
          assertThatIllegalStateException().isThrownBy(() -> queue.admin().switchElevator("bad"));
          assertThat(queue.admin().elevator()).isEqualTo("good");
          assertThat(kinds.uses("bad")).isZero();
        }
        assertThat(kinds.uses("good")).isEqualTo(2);
        queues.getFirst().admin().hardwareQueues(1);
        queues.getFirst().admin().hardwareQueues(2);
        assertThat(kinds.uses("good")).as("after a change of hardware queues").isEqualTo(2);
        queues.forEach(queue -> queue.admin().switchElevator("none"));
        assertThat(kinds.uses("good")).isZero();
        // A switch that begins without an elevator must fail as well.
        assertThatIllegalStateException()
            .isThrownBy(() -> queues.getFirst().admin().switchElevator("bad"));
        assertThat(kinds.uses("bad")).isZero();
      }
      bad.atInit = () -> null;
      queues.getFirst().admin().switchElevator("bad");
      assertThat(kinds.uses("bad")).isEqualTo(1);
      queues.forEach(BlockQueue::close);
      assertThat(kinds.uses("bad")).as("released as the queue closes").isZero();
    }
    assertThat(errors).isEmpty();
  }

  /** Virtual time whose clock throws for the next {@code failures} readings. */
  private static final class FailingTime implements TimeBase {
    final VirtualTime real = new VirtualTime();
    int failures;

    @Override
    public long now() {
      if (failures > 0) {
        failures--;
        throw new OutOfMemoryError("planned");
      }
      return real.now();
    }

    @Override
    public long tick(long nanos) {
      return real.tick(nanos);
    }

    @Override
    public long nanosOfTick(long tick) {
      return real.nanosOfTick(tick);
    }

    @Override
    public Timer newTimer(Timer.Callback callback) {
      return real.newTimer(callback);
    }

    @Override
    public void defer(Runnable job) {
      real.defer(job);
    }

    @Override
    public boolean isVirtual() {
      return true;
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @Test
  void runThatThrowsAndCannotScheduleAnotherIsRepeatedByItsRunner() {
    var time = new FailingTime();
    try (var world = QueueWorld.on(time).with(new ListElevatorType())) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator("list");
      List<BioStatus> ended = new ArrayList<>();
      driver.answer =
          rq -> {
            // The first failure hits the run itself, the second the timer that would schedule the
            // next run.
            time.failures = 2;
            return BioStatus.OK;
          };
      queue.submit(world.read(0, 8).onEnd(bio -> ended.add(bio.status())));
      assertThat(time.failures).isZero();
      driver.answer = rq -> BioStatus.OK;
      queue.submit(world.read(64, 8).onEnd(bio -> ended.add(bio.status())));
      assertThat(driver.held).as("the hardware queue runs for the second").hasSize(2);
      driver.completeFirst();
      driver.completeFirst();
      assertThat(ended).containsExactly(BioStatus.OK, BioStatus.OK);
      world.expectErrors("planned", "planned");
    }
  }
}
