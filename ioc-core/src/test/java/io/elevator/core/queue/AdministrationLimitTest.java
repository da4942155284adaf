package io.elevator.core.queue;

import static io.elevator.core.context.OtherThread.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.core.context.OtherThread;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Waits of administration end with a result although a thread or a request in the queue makes no
 * progress.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdministrationLimitTest {
  private final List<String> ended = new CopyOnWriteArrayList<>();

  private Bio recordEnd(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  /** An elevator type whose dispatch hook waits until the test releases it. */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class StuckType extends ElevatorType {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    volatile @Nullable Runnable attaching;
    volatile String hook = "dispatch";
    volatile boolean exited;

    @Override
    public String name() {
      return "stuck";
    }

    @Override
    public String description() {
      return "waits inside its dispatch hook";
    }

    private void blockIfStuckHook(String reached) {
      if (hook.equals(reached)) {
        inside.countDown();
        await(release);
      }
    }

    @Override
    public Elevator attach(Attachment attachment) {
      Runnable work = attaching;
      if (work != null) {
        work.run();
      }
      class Stuck extends Elevator implements BioMerger, DepthLimiter {
        private final ConcurrentLinkedQueue<Request> queued = new ConcurrentLinkedQueue<>();

        @Override
        public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
          blockIfStuckHook("bioMerge");
          return false;
        }

        @Override
        public int limitDepth(SubmittedBio bio) {
          blockIfStuckHook("limitDepth");
          return 0;
        }

        @Override
        public void prepare(Request rq, long now) {
          blockIfStuckHook("prepare");
        }

        @Override
        public void insert(
            HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
          blockIfStuckHook("insert");
          for (Request rq = in.removeFirst(); rq != null; rq = in.removeFirst()) {
            queued.add(rq);
          }
        }

        @Override
        public boolean hasWork(HardwareQueue hctx) {
          return !queued.isEmpty();
        }

        @Override
        public @Nullable Request dispatch(HardwareQueue hctx, long now) {
          blockIfStuckHook("dispatch");
          return queued.poll();
        }

        @Override
        public void exit() {
          exited = true;
        }
      }
      return new Stuck();
    }
  }

  @Test
  void closingReturnsWhileAThreadIsInDispatchAndCompletesWhenItLeaves()
      throws InterruptedException {
    var world = QueueWorld.real();
    var driver = new HeldDriver(4).inline();
    var type = new StuckType();
    BlockQueue queue = world.queue(driver, type);
    Thread submitter = new Thread(() -> queue.submit(recordEnd(world.read(0, 8))));
    submitter.start();
    await(type.inside);
    assertThat(queue.admin().close(Duration.ofMillis(20))).isFalse();
    assertThat(ended).containsExactly("0 IOERR");
    assertThat(driver.closed).as("the drive may be in use").isFalse();
    world.expectErrors("has not left");
    assertThat(queue.admin().close(Duration.ofMillis(20))).as("closed again").isFalse();
    type.release.countDown();
    submitter.join();
    await(() -> driver.closed);
    await(() ->
        queue.admin().close(Duration.ofMillis(20)) || queue.admin().elevator().equals("none"));
    assertThat(ended).containsExactly("0 IOERR");
    assertThat(driver.history).as("nothing is given to the drive afterwards").isEmpty();
    world.close();
  }

  /**
   * The driver's close waits for one of the driver's threads, and that thread is in a bio's
   * callback.
   */
  @Test
  void closingReturnsWhileTheDriverIsInClose() {
    var world = QueueWorld.real();
    var release = new CountDownLatch(1);
    var closings = new AtomicInteger();
    var driver =
        new HeldDriver(4) {
          @Override
          public void close() {
            OtherThread.await(release);
            closings.incrementAndGet();
          }
        };
    BlockQueue queue = world.queue(driver.inline());
    queue.submit(recordEnd(world.read(0, 8)));
    assertThat(queue.admin().close(Duration.ofMillis(20))).as("the drive is not closed").isFalse();
    assertThat(ended).containsExactly("0 OK");
    world.expectErrors("the driver's close has not returned");
    assertThat(queue.admin().close(Duration.ofMillis(20))).as("closed again").isFalse();
    release.countDown();
    await(() -> queue.admin().close(Duration.ofMillis(20)));
    assertThat(closings).hasValue(1);
    world.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingReturnsWhileAThreadIsInTheDriver(boolean started) throws InterruptedException {
    var world = QueueWorld.real();
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var refused = new AtomicReference<Throwable>();
    var driver =
        new HeldDriver(4) {
          @Override
          public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
            long cookie = started ? rq.start() : 0;
            inside.countDown();
            OtherThread.await(release);
            if (!started) {
              try {
                cookie = rq.start();
              } catch (IllegalStateException e) {
                refused.set(e);
                throw e;
              }
            }
            hctx.complete(cookie, BioStatus.OK);
            return BioStatus.OK;
          }
        };
    BlockQueue queue = world.queue(driver, new ListElevatorType());
    Thread submitter = new Thread(() -> queue.submit(recordEnd(world.read(0, 8))));
    submitter.start();
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(20))).isFalse();
    assertThat(ended).containsExactly(started ? "0 MEMORY_IN_USE" : "0 IOERR");
    assertThat(driver.closed).isFalse();
    release.countDown();
    submitter.join();
    await(() -> driver.closed);
    assertThat(ended).hasSize(1);
    if (!started) {
      assertThat(refused.get()).hasMessageContaining("given up");
    }
    world.abandon();
  }

  @Test
  void switchThatCannotDrainTheQueueKeepsTheOldElevator() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.read(0, 8)));
      for (Runnable change :
          List.<Runnable>of(
              () -> queue.admin().switchElevator("list"),
              () -> queue.admin().setAttribute("scheduler", "list"),
              () -> queue.admin().setAttribute("nr_requests", "4"))) {
        assertThatThrownBy(change::run)
            .isInstanceOf(AdministrationTimeoutException.class)
            .hasMessageContaining("30s")
            .hasMessageContaining("1 requests in place DRIVER");
        assertThat(queue.admin().elevator()).isEqualTo("none");
        assertThat(queue.entrance().isShut()).isFalse();
      }
      queue.admin().startFreeze();
      assertThatThrownBy(() -> queue.admin().awaitFrozen())
          .isInstanceOf(AdministrationTimeoutException.class);
      queue.admin().unfreeze();
      queue.submit(recordEnd(world.read(100, 8)));
      assertThat(driver.heldNames()).containsExactly("READ 0+8", "READ 100+8");
      driver.completeAll();
      queue.admin().switchElevator("list");
      assertThat(queue.admin().elevator()).isEqualTo("list");
    }
  }

  /**
   * Each completion counts as progress, so a slow drive gets more time than the administration
   * limit.
   */
  @Test
  void switchWaitsForASlowDriveBeyondTheLimit() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(driver);
      for (int i = 0; i < 4; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8)));
      }
      var timer = new io.elevator.spi.Timer[1];
      timer[0] =
          world.time.newTimer(now -> {
            driver.completeFirst();
            timer[0].arm(now + 20_000_000_000L);
          });
      timer[0].arm(world.time.now() + 20_000_000_000L);
      queue.admin().switchElevator("list");
      timer[0].close();
      assertThat(ended).hasSize(4).allMatch(e -> e.endsWith(" OK"));
      assertThat(queue.admin().elevator()).isEqualTo("list");
    }
  }

  @Test
  void quiesceIsUndoneIfAThreadDoesNotLeaveTheRun() throws InterruptedException {
    var world = QueueWorld.real().administrationLimit(Duration.ofMillis(20));
    var type = new StuckType();
    BlockQueue queue = world.queue(new HeldDriver(4).inline(), type);
    Thread submitter = new Thread(() -> queue.submit(recordEnd(world.read(0, 8))));
    submitter.start();
    await(type.inside);
    assertThatThrownBy(() -> queue.admin().quiesce())
        .isInstanceOf(AdministrationTimeoutException.class)
        .hasMessageContaining("has not left");
    assertThatThrownBy(() -> queue.admin().switchElevator("none"))
        .isInstanceOf(AdministrationTimeoutException.class);
    assertThat(queue.isQuiesced()).isFalse();
    assertThat(queue.entrance().isShut()).isFalse();
    type.release.countDown();
    submitter.join();
    await(() -> ended.size() == 1);
    assertThat(ended).containsExactly("0 OK");
    queue.admin().switchElevator("none");
    world.close();
  }

  @Test
  void waitingForAnotherChangeHasALimit() throws InterruptedException {
    var world = QueueWorld.real().administrationLimit(Duration.ofMillis(20));
    BlockQueue queue = world.queue(new HeldDriver(4).inline(), new ListElevatorType());
    var holding = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    Thread holder =
        new Thread(() -> {
          queue.attributeLock().lock();
          try {
            holding.countDown();
            await(release);
          } finally {
            queue.attributeLock().unlock();
          }
        });
    holder.start();
    await(holding);
    for (Runnable change :
        List.<Runnable>of(
            () -> queue.admin().switchElevator("none"),
            () -> queue.admin().setAttribute("nomerges", "1"),
            () -> queue.admin().attribute("nomerges"),
            () -> queue.admin().hardwareQueues(1))) {
      assertThatThrownBy(change::run)
          .isInstanceOf(AdministrationTimeoutException.class)
          .hasMessageContaining("another change");
    }
    release.countDown();
    holder.join();
    queue.admin().switchElevator("none");
    world.close();
  }

  /**
   * A switch hangs in the start of the new elevator while the queue is frozen, and the queue is
   * then closed.
   */
  @Test
  void closingDuringASwitchThatHangsReturnsAndTheElevatorIsExitedWhenTheSwitchEnds()
      throws InterruptedException {
    var world = QueueWorld.real();
    var driver = new HeldDriver(4).inline();
    var attaching = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var type = new StuckType();
    type.attaching =
        () -> {
          attaching.countDown();
          await(release);
        };
    world.with(type);
    BlockQueue queue = world.queue(driver);
    Thread switcher = new Thread(() -> queue.admin().switchElevator("stuck"));
    switcher.start();
    await(attaching);
    assertThat(queue.admin().close(Duration.ofMillis(20))).isFalse();
    world.expectErrors("another change has not ended");
    assertThat(driver.closed).isTrue();
    release.countDown();
    switcher.join();
    assertThat(queue.admin().elevator()).isEqualTo("none");
    assertThat(type.exited).isTrue();
    world.close();
  }

  @Test
  void twoClosersGetTheSameResultOrTheLimit() throws InterruptedException {
    var world = QueueWorld.real();
    var driver = new HeldDriver(4);
    BlockQueue queue = world.queue(driver);
    queue.submit(recordEnd(world.read(0, 8)));
    Thread first = new Thread(queue::close);
    first.start();
    await(() -> queue.entrance().isDead());
    assertThat(queue.admin().close(Duration.ofMillis(20)))
        .as("the first one waits for the drive")
        .isFalse();
    driver.completeAll();
    first.join();
    assertThat(queue.admin().close(Duration.ofMillis(20))).isTrue();
    assertThat(ended).containsExactly("0 OK");
    world.close();
  }

  @Test
  void closingWithoutALimitGivesUpRequestsOfAQuiescedQueue() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().quiesce();
      queue.submit(recordEnd(world.read(0, 8)));
      queue.close();
      assertThat(ended).containsExactly("0 IOERR");
      assertThat(driver.closed).isTrue();
      assertThat(driver.history).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bioMerge", "limitDepth", "prepare", "insert"})
  void bioWhoseThreadIsInAHookWhenTheQueueIsGivenUpEndsWhenTheThreadLeaves(String hook)
      throws InterruptedException {
    var world = QueueWorld.real();
    var driver = new HeldDriver(4).inline();
    var type = new StuckType();
    BlockQueue queue = world.queue(driver, type);
    type.hook = hook;
    Thread submitter = new Thread(() -> queue.submit(recordEnd(world.read(0, 8))));
    submitter.start();
    await(type.inside);
    assertThat(queue.admin().close(Duration.ofMillis(20))).isFalse();
    type.release.countDown();
    submitter.join();
    await(() -> !ended.isEmpty());
    assertThat(ended).containsExactly("0 IOERR");
    assertThat(driver.history).isEmpty();
    world.abandon();
  }

  @Test
  void callbackThatDoesNotReturnDoesNotKeepTheQueueOpen() throws InterruptedException {
    var world = QueueWorld.real();
    var driver = new HeldDriver(4);
    BlockQueue queue = world.queue(driver);
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    queue.submit(
        world
            .read(0, 8)
            .onEnd(b -> {
              inside.countDown();
              await(release);
            }));
    Thread completer = new Thread(driver::completeAll);
    completer.start();
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(20))).isTrue();
    assertThat(driver.closed).isTrue();
    release.countDown();
    completer.join();
    world.close();
  }
}
