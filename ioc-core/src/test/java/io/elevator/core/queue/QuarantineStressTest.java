package io.elevator.core.queue;

import static io.elevator.core.context.OtherThread.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.DefectPolicy;
import io.elevator.api.Task;
import io.elevator.spi.Attachment;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.SubmittedBio;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Elevators that lose requests and throw from every hook, while several threads submit. Each bio
 * ends exactly once, and the queue can be switched and closed afterwards.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuarantineStressTest {
  /**
   * An elevator that at random loses requests, or throws from a hook before or after the hook's
   * work.
   */
  @SpiVersion(SpiVersion.CURRENT)
  private static final class LiarType extends ElevatorType {
    private final SplittableRandom random;
    private final int oneIn;

    LiarType(long seed, int oneIn) {
      this.random = new SplittableRandom(seed);
      this.oneIn = oneIn;
    }

    private synchronized boolean chance() {
      return random.nextInt(oneIn) == 0;
    }

    private void mayThrow(String hook) {
      if (chance()) {
        throw new IllegalStateException(hook + " on purpose");
      }
    }

    @Override
    public String name() {
      return "liar";
    }

    @Override
    public String description() {
      return "throws and loses requests";
    }

    @Override
    public boolean isQueueWide() {
      return true;
    }

    @Override
    public Elevator attach(Attachment attachment) {
      class Liar extends Elevator implements DepthLimiter {
        private final ArrayDeque<Request> queued = new ArrayDeque<>();
        private volatile int size;

        @Override
        public int limitDepth(SubmittedBio bio) {
          mayThrow("limitDepth");
          return 0;
        }

        @Override
        public void prepare(Request rq, long now) {
          mayThrow("prepare");
        }

        @Override
        public void insert(
            HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
          synchronized (queued) {
            for (Request rq = in.removeFirst(); rq != null; rq = in.removeFirst()) {
              queued.add(rq);
            }
            size = queued.size();
          }
          mayThrow("insert");
        }

        @Override
        public boolean hasWork(HardwareQueue hctx) {
          mayThrow("hasWork");
          return size != 0;
        }

        @Override
        public @Nullable Request dispatch(HardwareQueue hctx, long now) {
          Request rq;
          synchronized (queued) {
            rq = queued.poll();
            size = queued.size();
          }
          mayThrow("dispatch");
          return rq;
        }

        @Override
        public void completed(Request rq, long now) {
          mayThrow("completed");
        }

        @Override
        public void requeue(Request rq, long now) {
          mayThrow("requeue");
        }

        @Override
        public void finish(Request rq, long now) {
          mayThrow("finish");
        }

        @Override
        public void exit() {}
      }
      return new Liar();
    }
  }

  private static DefectPolicy policy(int defects) {
    return new DefectPolicy() {
      @Override
      public int defects() {
        return defects;
      }

      @Override
      public Duration withoutDispatch() {
        return Duration.ofMillis(50);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noBioIsLostByAnElevatorThatFailsUnderThreads(long seed) throws Exception {
    var world = QueueWorld.real().stripes(2).defects(policy(40));
    try (var driver = new RaceTest.ThreadedDriver(16, 2, 0, 0)) {
      BlockQueue queue = world.queue(driver, new LiarType(seed, 50));
      int threads = 3;
      int each = 1500;
      var ends = new AtomicIntegerArray(threads * each);
      var wrong = new AtomicInteger();
      List<Thread> submitters = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int first = t * each;
        Task task = world.newTask("task" + t, t % 2);
        Thread submitter =
            new Thread(() -> {
              for (int i = 0; i < each; i++) {
                int index = first + i;
                var done = new CountDownLatch(1);
                Bio bio =
                    world
                        .bio()
                        .task(task)
                        .read(512L * (index * 8L), world.memory, 0, 4096)
                        .flags(BioFlags.SYNC)
                        .onEnd(b -> {
                          ends.incrementAndGet(index);
                          if (b.status().isError()) {
                            wrong.incrementAndGet();
                          }
                          done.countDown();
                        });
                queue.submit(bio);
                if (i % 8 == 7 && queue.admin().elevator().equals("none")) {
                  await(done);
                }
              }
            });
        submitters.add(submitter);
        submitter.start();
      }
      for (Thread submitter : submitters) {
        submitter.join();
      }
      queue.admin().switchElevator("none");
      // Closing too early would end bios that are still parked at the entrance.
      while (total(ends) < threads * each) {
        Thread.onSpinWait();
      }
      queue.close();
      for (int i = 0; i < ends.length(); i++) {
        assertThat(ends.get(i)).as("ends of bio %d, seed %d", i, seed).isEqualTo(1);
      }
      assertThat(wrong).as("bios that ended with an error, seed %d", seed).hasValue(0);
    }
    world.abandon();
  }

  private static int total(AtomicIntegerArray ends) {
    int total = 0;
    for (int i = 0; i < ends.length(); i++) {
      total += ends.get(i);
    }
    return total;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void virtualTimeRunRepeatsExactly(long seed) {
    assertThat(virtualRun(seed)).isEqualTo(virtualRun(seed));
  }

  private static List<String> virtualRun(long seed) {
    List<String> ended = new ArrayList<>();
    var world = QueueWorld.virtual().defects(policy(30));
    var driver = new HeldDriver(4).inline();
    BlockQueue queue = world.queue(driver, new LiarType(seed, 20));
    for (int i = 0; i < 200; i++) {
      queue.submit(
          world
              .read(i * 8L, 8)
              .onEnd(b -> ended.add(b.offset() / 512 + " " + b.status() + " " + b.endedNanos())));
      world.pass(100_000);
    }
    queue.admin().switchElevator("none");
    queue.close();
    assertThat(ended).as("seed %d", seed).hasSize(200);
    world.abandon();
    return ended;
  }

  /**
   * If a thread never leaves a hook, the queue is declared dead, and nothing is dispatched again.
   */
  @Test
  void queueIsDeclaredDeadIfAThreadStaysInAHook() throws Exception {
    var release = new CountDownLatch(1);
    var inside = new CountDownLatch(1);
    var type = new QuarantineTest.BadType();
    type.inPrepare =
        () -> {
          inside.countDown();
          await(release);
        };
    var world = QueueWorld.real().defects(policy(1)).administrationLimit(Duration.ofMillis(50));
    var driver = new HeldDriver(4).inline();
    BlockQueue queue = world.queue(driver, type);
    List<String> ended = new java.util.concurrent.CopyOnWriteArrayList<>();
    Thread stuck =
        new Thread(() -> queue.submit(world.read(0, 8).onEnd(b -> ended.add("0 " + b.status()))));
    stuck.start();
    await(inside);
    type.inPrepare = null;
    type.throwsInDispatch = true;
    queue.submit(world.read(100, 8).onEnd(b -> ended.add("100 " + b.status())));
    while (queue.life().cause() == null) {
      Thread.onSpinWait();
    }
    while (ended.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(ended).containsExactly("100 OFFLINE");
    release.countDown();
    stuck.join();
    while (ended.size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(ended).endsWith("0 OFFLINE");
    assertThat(driver.history).isEmpty();
    assertThat(world.errors).anyMatch(e -> e.contains("has not left one of its hooks"));
    queue.admin().close(Duration.ofMillis(100));
    world.abandon();
  }

  /**
   * Requests leave the queue at the moment at which the elevator is condemned. Their end triggers
   * the next steps of the quarantine, and no such step may come before the elevator is replaced.
   */
  @Test
  void noQuarantineStepRunsBeforeTheElevatorIsReplaced() throws Exception {
    for (int round = 0; round < 400; round++) {
      var world = QueueWorld.real().defects(policy(1));
      var type = new QuarantineTest.BadType();
      BlockQueue queue = world.queue(new HeldDriver(4).inline().withoutHistory(), type);
      var ended = new CountDownLatch(3);
      queue.admin().quiesce();
      for (int i = 0; i < 3; i++) {
        queue.submit(world.read(i * 100L, 8).onEnd(b -> ended.countDown()));
      }
      type.throwsInDispatch = true;
      var over = new AtomicBoolean();
      Thread leaving =
          new Thread(() -> {
            while (!over.get()) {
              queue.quarantine().drains();
            }
          });
      leaving.start();
      queue.admin().unquiesce();
      boolean all = ended.await(30, TimeUnit.SECONDS);
      over.set(true);
      leaving.join();
      assertThat(all)
          .as("all bios of round %d ended: %s", round, queue.metrics().debugState())
          .isTrue();
      queue.close();
      world.abandon();
    }
  }
}
