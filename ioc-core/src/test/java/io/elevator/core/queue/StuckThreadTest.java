package io.elevator.core.queue;

import static io.elevator.core.context.OtherThread.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that does not return from a callback or the driver holds back no other bio. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StuckThreadTest {
  private final List<Long> ended = new CopyOnWriteArrayList<>();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final QueueWorld world = QueueWorld.real();

  @AfterEach
  void releaseStuckThread() {
    release.countDown();
  }

  private Bio noted(long sector, Runnable then) {
    return world
        .read(sector, 8)
        .onEnd(b -> {
          ended.add(sector);
          then.run();
        });
  }

  private void block() {
    inside.countDown();
    await(release);
  }

  /** Submits three bios, of which the first blocks in its callback, and completes all at once. */
  private BlockQueue completeTogether(HeldDriver driver) {
    BlockQueue queue = world.queue(driver);
    queue.submit(noted(0, this::block));
    queue.submit(noted(100, () -> {}));
    queue.submit(noted(200, () -> {}));
    var all = new Completions(3);
    driver.held.forEach(each -> all.add(each.cookie(), BioStatus.OK));
    DriverQueue hctx = driver.hardwareQueues[0];
    Thread.ofPlatform().daemon().start(() -> hctx.complete(all));
    await(inside);
    return queue;
  }

  @Test
  void workerCallsTheCallbacksBehindOneThatDoesNotReturnAndThatIsReportedOnce() {
    completeTogether(new HeldDriver(4));
    await(() -> ended.size() == 3);
    assertThat(ended).containsExactly(0L, 100L, 200L);
    await(() -> !world.errors.isEmpty());
    release.countDown();
    world.expectErrors("a callback has not returned for a second");
    world.close();
    assertThat(ended).containsExactly(0L, 100L, 200L);
  }

  @Test
  void closingWithALimitReturnsTrueOnceTheOtherCallbacksHaveBeenCalled() {
    BlockQueue queue = completeTogether(new HeldDriver(4));
    assertThat(queue.admin().close(Duration.ofSeconds(20))).isTrue();
    assertThat(ended).containsExactly(0L, 100L, 200L);
  }

  @Test
  void closingWaitsForTheOtherCallbacks() {
    BlockQueue queue = completeTogether(new HeldDriver(4));
    queue.close();
    assertThat(ended).containsExactly(0L, 100L, 200L);
  }

  /** Both workers and the thread that completes are in callbacks, so no thread is left. */
  @Test
  void closingReturnsFalseIfACallbackCouldNotBeCalled() {
    var driver = new HeldDriver(8);
    BlockQueue queue = world.queue(driver);
    var all = new Completions(8);
    for (int i = 0; i < 8; i++) {
      queue.submit(noted(100L * i, this::block));
    }
    driver.held.forEach(each -> all.add(each.cookie(), BioStatus.OK));
    DriverQueue hctx = driver.hardwareQueues[0];
    Thread.ofPlatform().daemon().start(() -> hctx.complete(all));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    assertThat(world.errors).anyMatch(e -> e.contains("have not been called in time"));
    release.countDown();
    await(() -> ended.size() == 8);
    world.abandon();
  }

  /** The thread would dispatch the second bio when it leaves. */
  @Test
  void workerDispatchesTheBioThatACallbackSubmittedBeforeItBlocked() {
    BlockQueue queue = world.queue(new HeldDriver(4).inline(), new ListElevatorType());
    Bio second = noted(100, () -> {});
    Bio first =
        noted(
            0,
            () -> {
              queue.submit(second);
              block();
            });
    Thread.ofPlatform().daemon().start(() -> queue.submit(first));
    await(() -> ended.size() == 2);
    assertThat(ended).containsExactly(0L, 100L);
    await(() -> !world.errors.isEmpty());
    release.countDown();
    world.expectErrors("a callback has not returned for a second");
    world.close();
  }

  @Test
  void bioThatTheDriverCompletedEndsAlthoughTheDriverDoesNotReturn() {
    var driver =
        new HeldDriver(4) {
          @Override
          public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
            hctx.complete(rq.start(), BioStatus.OK);
            block();
            return BioStatus.OK;
          }
        };
    BlockQueue queue = world.queue(driver);
    Thread.ofPlatform().daemon().start(() -> queue.submit(noted(0, () -> {})));
    await(() -> ended.size() == 1);
    release.countDown();
    world.close();
  }

  /** The driver submits another bio, which waits until the driver returns. */
  @Test
  void workerSubmitsTheBioThatADriverPutAsideBeforeItBlocked() {
    BlockQueue other = world.queue(new HeldDriver(4).inline());
    Bio second = noted(100, () -> {});
    var driver =
        new HeldDriver(4) {
          @Override
          public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
            other.submit(second);
            block();
            hctx.complete(rq.start(), BioStatus.OK);
            return BioStatus.OK;
          }
        };
    BlockQueue queue = world.queue(driver);
    Thread.ofPlatform().daemon().start(() -> queue.submit(noted(0, () -> {})));
    await(() -> ended.size() == 1);
    assertThat(ended).containsExactly(100L);
    release.countDown();
    await(() -> ended.size() == 2);
    world.close();
    assertThat(ended).containsExactly(100L, 0L);
  }

  @Test
  void timersFireWhileACallbackOfABioThatATimerEndedDoesNotReturn() {
    var driver = new HeldDriver(1);
    BlockQueue queue = world.queue(driver);
    queue.submit(noted(0, () -> {}));
    queue.submit(noted(100, this::block).timeLimit(Duration.ofMillis(1)));
    await(inside);
    queue.submit(noted(200, () -> {}).timeLimit(Duration.ofMillis(1)));
    await(() -> ended.contains(200L));
    assertThat(ended).containsExactly(100L, 200L);
    release.countDown();
    driver.completeAll();
    world.close();
  }
}
