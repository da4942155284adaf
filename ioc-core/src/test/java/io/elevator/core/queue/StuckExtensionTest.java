package io.elevator.core.queue;

import static io.elevator.core.context.OtherThread.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestView;
import io.elevator.spi.Attachment;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Administration and closing end within their limits while a thread does not return from a hook, a
 * timer, a listener or the driver, and the bio of that thread ends.
 */
@Timeout(value = 25, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StuckExtensionTest {
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void releaseStuckThread() {
    release.countDown();
  }

  private static QueueWorld realWorld() {
    return QueueWorld.real().administrationLimit(Duration.ofMillis(50));
  }

  private Bio noted(Bio bio) {
    return bio.onEnd(b -> ended.add(b.offset() / 512 + " " + b.status()));
  }

  private void block() {
    inside.countDown();
    await(release);
  }

  private static Thread start(Runnable work) {
    return Thread.ofPlatform().daemon().start(work);
  }

  /** The elevator's dispatch hook needs the lock that its insert hook holds. */
  @Test
  void administrationEndsWhileAThreadHoldsTheElevatorsLock() {
    var world = realWorld();
    var type =
        new HonestElevator.Type(attachment ->
            new HonestElevator(attachment) {
              @Override
              public void insert(
                  HardwareQueue hctx,
                  RequestList list,
                  boolean atHead,
                  RequestList absorbed,
                  long now) {
                lock.lock();
                try {
                  super.insert(hctx, list, atHead, absorbed, now);
                  block();
                } finally {
                  lock.unlock();
                }
              }
            });
    BlockQueue queue = world.queue(new HeldDriver(4).inline(), type);
    start(() -> queue.submit(noted(world.read(0, 8))));
    await(inside);
    queue.admin().startFreeze();
    queue.admin().run();
    queue.admin().stop(0);
    queue.admin().start(0);
    queue.admin().unfreeze();
    assertThatThrownBy(() -> queue.admin().switchElevator("none"))
        .isInstanceOf(AdministrationTimeoutException.class);
    assertThatThrownBy(() -> queue.admin().setAttribute("nr_requests", "4"))
        .isInstanceOf(AdministrationTimeoutException.class);
    release.countDown();
    await(() -> ended.size() == 1);
    assertThat(ended).containsExactly("0 OK");
    world.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingEndsWhileTheElevatorDescribesItself(boolean limited) {
    var world = realWorld();
    var type =
        new HonestElevator.Type(attachment ->
            new HonestElevator(attachment) {
              @Override
              public void describe(StateWriter writer) {
                block();
              }
            });
    BlockQueue queue = world.queue(new HeldDriver(4).inline(), type);
    queue.submit(noted(world.read(0, 8)));
    if (limited) {
      assertThat(queue.admin().close(Duration.ofMillis(50))).isTrue();
    } else {
      queue.close();
    }
    world.expectErrors("has not described itself in time");
    assertThat(queue.metrics().statistics().values()).containsEntry("elevator", "honest");
    release.countDown();
    world.close();
  }

  @Test
  void closingEndsWhileATimerOfTheElevatorDoesNotReturn() {
    var world = realWorld();
    var driver = new HeldDriver(4).inline();
    var type =
        new HonestElevator.Type(attachment -> {
          Timer timer = attachment.newTimer(now -> block());
          timer.arm(1);
          return new HonestElevator(attachment) {
            @Override
            public void exit() {
              timer.close();
            }
          };
        });
    BlockQueue queue = world.queue(driver, type);
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    world.expectErrors("has not left");
    assertThat(driver.closed).isFalse();
    release.countDown();
    await(() -> driver.closed);
    world.abandon();
  }

  @Test
  void switchFailsInTimeWhileATimerOfTheElevatorDoesNotReturnAndSucceedsAfterwards() {
    var world = realWorld();
    var type =
        new HonestElevator.Type(attachment -> {
          Timer timer = attachment.newTimer(now -> block());
          timer.arm(1);
          return new HonestElevator(attachment) {
            @Override
            public void exit() {
              timer.close();
            }
          };
        });
    BlockQueue queue = world.queue(new HeldDriver(4).inline(), type);
    await(inside);
    assertThatThrownBy(() -> queue.admin().switchElevator("none"))
        .isInstanceOf(AdministrationTimeoutException.class)
        .hasMessageContaining("a timer of honest has not returned");
    assertThat(queue.admin().attribute("scheduler")).contains("[honest]");
    release.countDown();
    await(() -> {
      try {
        queue.admin().switchElevator("none");
        return true;
      } catch (AdministrationTimeoutException e) {
        return false;
      }
    });
    queue.submit(noted(world.read(0, 8)));
    await(() -> ended.size() == 1);
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"queued", "tagged", "issued", "completed"})
  void bioEndsAtTheLimitWhileAListenerDoesNotReturn(String method) throws InterruptedException {
    var world = realWorld();
    BlockQueue queue = world.queue(new HeldDriver(4).inline());
    queue
        .metrics()
        .addListener(
            new QueueListener() {
              private void at(String reached) {
                if (method.equals(reached)) {
                  block();
                }
              }

              @Override
              public void queued(Bio bio, long now) {
                at("queued");
              }

              @Override
              public void tagged(RequestView rq, long now) {
                at("tagged");
              }

              @Override
              public void completed(RequestView rq, BioStatus status, long now) {
                at("completed");
              }

              @Override
              public void issued(RequestView rq, long now) {
                at("issued");
              }
            });
    Thread submitter = start(() -> queue.submit(noted(world.read(0, 8))));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    await(() -> !ended.isEmpty());
    // A request whose completion listeners are being told of has moved its data.
    assertThat(ended).containsExactly(method.equals("completed") ? "0 OK" : "0 IOERR");
    world.expectErrors("has not left");
    release.countDown();
    submitter.join();
    assertThat(ended).hasSize(1);
    world.abandon();
  }

  /** The bio has no request yet, or its request has no bio yet. */
  @ParameterizedTest
  @ValueSource(strings = {"limitDepth", "bioMerge", "prepare"})
  void bioEndsAtTheLimitWhileAHookBeforeInsertionDoesNotReturn(String hook)
      throws InterruptedException {
    var world = realWorld();
    BlockQueue queue =
        world.queue(
            new HeldDriver(4).inline(),
            new HonestElevator.Type(attachment -> new BlockingElevator(attachment, hook)));
    Thread submitter = start(() -> queue.submit(noted(world.read(0, 8))));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    await(() -> !ended.isEmpty());
    assertThat(ended).containsExactly("0 IOERR");
    world.expectErrors("has not left");
    release.countDown();
    submitter.join();
    assertThat(ended).hasSize(1);
    assertThat(queue.entrance().isFrozen()).isTrue();
    world.abandon();
  }

  /** An elevator of which one hook, called before a request is inserted, does not return. */
  private final class BlockingElevator extends HonestElevator implements DepthLimiter {
    private final String blocking;

    BlockingElevator(Attachment attachment, String blocking) {
      super(attachment);
      this.blocking = blocking;
    }

    private void at(String hook) {
      if (hook.equals(blocking)) {
        block();
      }
    }

    @Override
    public int limitDepth(SubmittedBio bio) {
      at("limitDepth");
      return 0;
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      at("bioMerge");
      return super.bioMerge(bio, absorbed, now);
    }

    @Override
    public void prepare(Request rq, long now) {
      at("prepare");
    }
  }

  /** The hook merges the bio into a request whose bios ended when the queue was given up. */
  @Test
  void bioThatWasEndedInBioMergeIsJoinedToNoRequestAfterwards() throws InterruptedException {
    var world = realWorld();
    var blocks = new AtomicBoolean();
    var type =
        new HonestElevator.Type(attachment ->
            new HonestElevator(attachment) {
              @Override
              public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
                if (blocks.get()) {
                  block();
                }
                return super.bioMerge(bio, absorbed, now);
              }
            });
    var driver = new HeldDriver(1);
    BlockQueue queue = world.queue(driver, type);
    queue.submit(noted(world.read(1000, 8)));
    queue.submit(noted(world.read(0, 8)));
    blocks.set(true);
    Thread submitter = start(() -> queue.submit(noted(world.read(8, 8))));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    await(() -> ended.size() == 3);
    release.countDown();
    submitter.join();
    assertThat(ended).containsExactlyInAnyOrder("1000 MEMORY_IN_USE", "0 IOERR", "8 IOERR");
    world.abandon();
  }

  /** One piece is in the listener, the rest of the bio is with the same thread. */
  @Test
  void splitBioEndsOnceAtTheLimitWhileAListenerDoesNotReturnForItsSecondPiece()
      throws InterruptedException {
    var world = realWorld();
    BlockQueue queue = world.queue(new HeldDriver(4).inline());
    int most = queue.limits().maxSectors();
    var pieces = new AtomicInteger();
    queue
        .metrics()
        .addListener(
            new QueueListener() {
              @Override
              public void queued(Bio bio, long now) {
                if (pieces.incrementAndGet() == 2) {
                  block();
                }
              }
            });
    Thread submitter = start(() -> queue.submit(noted(world.read(0, 4 * most))));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    await(() -> !ended.isEmpty());
    assertThat(ended).containsExactly("0 IOERR");
    release.countDown();
    submitter.join();
    assertThat(ended).hasSize(1);
    assertThat(pieces).hasValue(2);
    assertThat(queue.entrance().isFrozen()).isTrue();
    world.abandon();
  }

  @Test
  void bioEndsAtTheLimitWhileTheElevatorDoesNotReturnFromTheReportOfItsRequeue()
      throws InterruptedException {
    var world = realWorld();
    var type =
        new HonestElevator.Type(attachment ->
            new HonestElevator(attachment) {
              @Override
              public void requeue(Request rq, long now) {
                block();
              }
            });
    var driver =
        new HeldDriver(4) {
          @Override
          public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
            hctx.requeue(rq.start(), true);
            return BioStatus.OK;
          }
        };
    BlockQueue queue = world.queue(driver, type);
    Thread submitter = start(() -> queue.submit(noted(world.read(0, 8))));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    await(() -> !ended.isEmpty());
    assertThat(ended).containsExactly("0 IOERR");
    release.countDown();
    submitter.join();
    assertThat(ended).hasSize(1);
    world.abandon();
  }

  /** Without an elevator the submitter itself calls the driver. */
  @Test
  void bioEndsAtTheLimitWhileTheDriverHasNotStartedItAndDoesNotReturn() {
    var world = realWorld();
    var driver =
        new HeldDriver(4) {
          @Override
          public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
            block();
            return BioStatus.IOERR;
          }
        };
    BlockQueue queue = world.queue(driver);
    start(() -> queue.submit(noted(world.read(0, 8))));
    await(inside);
    assertThat(queue.admin().close(Duration.ofMillis(50))).isFalse();
    await(() -> !ended.isEmpty());
    assertThat(ended).containsExactly("0 IOERR");
    release.countDown();
    await(() -> queue.entrance().isFrozen());
    assertThat(ended).hasSize(1);
    world.abandon();
  }

  @Test
  void submissionToADriveThatAlwaysRequeuesReturnsAndRetriesMoveTheClock() {
    try (var world = QueueWorld.virtual()) {
      var requeues = new int[1];
      var stopped = new boolean[1];
      var driver =
          new HeldDriver(4) {
            @Override
            public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
              long cookie = rq.start();
              if (stopped[0]) {
                hctx.complete(cookie, BioStatus.OK);
              } else {
                requeues[0]++;
                hctx.requeue(cookie, true);
              }
              return BioStatus.OK;
            }
          };
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(noted(world.read(0, 8)));
      int atOnce = requeues[0];
      assertThat(atOnce).isBetween(2, 20);
      world.pass(30_000_000);
      assertThat(requeues[0]).isEqualTo(atOnce + 10);
      stopped[0] = true;
      world.pass(3_000_000);
      assertThat(ended).containsExactly("0 OK");
    }
  }
}
