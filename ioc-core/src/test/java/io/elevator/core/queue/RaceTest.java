package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import io.elevator.spi.driver.HostTags;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Races in the queue, run with real threads for many rounds: several submitters, a driver that
 * completes on its own thread, and threads that freeze, switch or resize. A stall shows as a
 * time-out of the test; a lost or duplicated bio shows in the counts and in the validation at the
 * end.
 */
@Timeout(120)
class RaceTest {
  /** Driver that completes requests on its own thread, in batches, and refuses some at random. */
  static final class ThreadedDriver extends BlockDriver {
    private record Started(DriverQueue hctx, long cookie) {}

    private final int depth;
    private final int hardwareQueueCount;
    private final HostTags host;
    private final int refusesOneIn;
    private final int requeuesOneIn;
    private final Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);
    private final ConcurrentLinkedQueue<Started> started = new ConcurrentLinkedQueue<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong inside = new AtomicLong();
    private final AtomicIntegerArray insideOf;
    private final AtomicLong mostInside = new AtomicLong();
    private volatile boolean running = true;
    private final Thread thread = new Thread(this::work, "test-driver");

    ThreadedDriver(int depth, int hardwareQueues, int refusesOneIn, int requeuesOneIn) {
      this(depth, hardwareQueues, refusesOneIn, requeuesOneIn, null);
    }

    ThreadedDriver(
        int depth, int hardwareQueues, int refusesOneIn, int requeuesOneIn, HostTags host) {
      this.host = host;
      this.insideOf = new AtomicIntegerArray(hardwareQueues);
      this.depth = depth;
      this.hardwareQueueCount = hardwareQueues;
      this.refusesOneIn = refusesOneIn;
      this.requeuesOneIn = requeuesOneIn;
    }

    ThreadedDriver with(DriverFeature feature) {
      features.add(feature);
      return this;
    }

    @Override
    public HostTags hostTags() {
      return host;
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "threaded",
          1L << 40,
          QueueLimits.builder().build(),
          hardwareQueueCount,
          depth,
          0,
          features);
    }

    @Override
    public void start(DriverQueue[] hardwareQueues) {
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      calls.incrementAndGet();
      if (refusesOneIn > 0 && ThreadLocalRandom.current().nextInt(refusesOneIn) == 0) {
        // DEV_RESOURCE promises a later completion on this hardware queue, so it may be answered
        // only while a request of it is in flight.
        return insideOf.get(hctx.index()) > 0 ? BioStatus.DEV_RESOURCE : BioStatus.RESOURCE;
      }
      insideOf.incrementAndGet(hctx.index());
      mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
      started.add(new Started(hctx, rq.start()));
      LockSupport.unpark(thread);
      return BioStatus.OK;
    }

    private void work() {
      var batch = new Completions(16);
      while (running) {
        Started next = started.poll();
        if (next == null) {
          LockSupport.park(this);
          continue;
        }
        DriverQueue hctx = next.hctx;
        while (next != null && next.hctx == hctx && batch.size() < 16) {
          if (requeuesOneIn > 0 && ThreadLocalRandom.current().nextInt(requeuesOneIn) == 0) {
            inside.decrementAndGet();
            insideOf.decrementAndGet(hctx.index());
            hctx.requeue(next.cookie, true);
          } else {
            batch.add(next.cookie, BioStatus.OK);
          }
          next = started.poll();
        }
        if (next != null) {
          started.add(next);
        }
        inside.addAndGet(-batch.size());
        insideOf.addAndGet(hctx.index(), -batch.size());
        hctx.complete(batch);
        batch.clear();
      }
    }

    /** Waits until the driver has no request and its thread has returned from the library. */
    void awaitIdle() {
      while (!started.isEmpty() || thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      running = false;
      LockSupport.unpark(thread);
    }
  }

  /** Keeps a number of bios in flight until it has submitted its total. */
  static final class Submitter implements Runnable {
    private final QueueWorld world;
    private final BlockQueue queue;
    private final Task task;
    private final int depth;
    private final long total;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);

    Submitter(QueueWorld world, BlockQueue queue, int stripe, int depth, long total) {
      this.world = world;
      this.queue = queue;
      this.task = world.newTask("submitter" + stripe, stripe);
      this.depth = depth;
      this.total = total;
    }

    @Override
    public void run() {
      for (int i = 0; i < depth; i++) {
        var bio = new CoreBio();
        bio.task(task);
        next(bio);
      }
    }

    private void next(Bio bio) {
      long number = begun.getAndIncrement();
      if (number >= total) {
        return;
      }
      long sector = ThreadLocalRandom.current().nextLong(1L << 20) * 8;
      if (number % 16 == 0) {
        bio.write(512L * sector, world.memory, 0, 4096).flags(BioFlags.SYNC | BioFlags.PREFLUSH);
      } else {
        bio.read(512L * sector, world.memory, 0, 4096);
      }
      queue.submit(bio.onEnd(this::ended));
    }

    private void ended(Bio bio) {
      if (bio.status() != BioStatus.OK) {
        failed.incrementAndGet();
      }
      if (ended.incrementAndGet() == total) {
        done.countDown();
      } else {
        next(bio);
      }
    }

    void finish() throws InterruptedException {
      done.await();
      assertThat(failed.get()).isZero();
      assertThat(ended.get()).isEqualTo(total);
      task.exit();
    }
  }

  private static void runAll(Submitter... submitters) throws InterruptedException {
    Thread[] threads = new Thread[submitters.length];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(submitters[i], "test-submitter-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Submitter submitter : submitters) {
      submitter.finish();
    }
  }

  /**
   * Races of the dispatch list with the restart mark, of freed tags with parked bios, and of
   * inserts.
   */
  @ParameterizedTest
  @CsvSource({
    "none, 1, 1, 20, 0, 3000", "list, 1, 1, 20, 0, 3000", "recording, 1, 1, 20, 7, 3000",
    "none, 4, 1, 0, 0, 20000", "list, 4, 2, 20, 11, 10000", "recording, 16, 2, 0, 5, 20000",
    "none, 2, 2, 20, 9, 5000"
  })
  void racesLoseNoBioAndStallNoThread(
      String elevator, int depth, int hardwareQueues, int refuses, int requeues, int total)
      throws InterruptedException {
    try (var world = QueueWorld.real().stripes(4)) {
      var recording = new RecordingElevatorType();
      world.with(new ListElevatorType()).with(recording);
      var driver = new ThreadedDriver(depth, hardwareQueues, refuses, requeues);
      driver.features.add(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      recording.queue = queue;
      queue.admin().switchElevator(elevator);
      var ledger = new ListenerLedger();
      queue.metrics().addListener(ledger);
      runAll(
          new Submitter(world, queue, 0, 7, total),
          new Submitter(world, queue, 1, 1, total / 4),
          new Submitter(world, queue, 2, 32, total));
      atRest(queue);
      ledger.verify(queue);
      assertThat(driver.mostInside.get()).isLessThanOrEqualTo((long) depth * hardwareQueues);
      assertThat(recording.violations).isEmpty();
      assertThat(recording.finished.get()).isEqualTo(recording.prepared.get());
    }
  }

  /** Waits until the last runner has finished, because the last callback may run before that. */
  static void atRest(BlockQueue queue) {
    queue.admin().startFreeze();
    queue.admin().awaitFrozen();
    queue.admin().quiesce();
    queue.admin().unquiesce();
    queue.admin().unfreeze();
    queue.admin().quiesce();
    queue.admin().unquiesce();
  }

  /** Freeze, quiesce, switch and resize under load. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void administrationUnderLoadLosesNoBio(int depth) throws InterruptedException {
    try (var world = QueueWorld.real().stripes(4)) {
      var recording = new RecordingElevatorType();
      world.with(new ListElevatorType()).with(recording);
      var driver = new ThreadedDriver(depth, 1, 50, 13);
      driver.features.add(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      recording.queue = queue;
      var ledger = new ListenerLedger();
      queue.metrics().addListener(ledger);
      var over = new AtomicBoolean();
      var rounds = new AtomicLong();
      var problems = new ConcurrentLinkedQueue<Throwable>();
      Thread switcher =
          new Thread(() -> {
            String[] names = {"list", "none", "recording", "none"};
            while (!over.get()) {
              try {
                queue.admin().switchElevator(names[(int) (rounds.getAndIncrement() % 4)]);
              } catch (RuntimeException | Error e) {
                problems.add(e);
              }
            }
          });
      Thread administrator =
          new Thread(() -> {
            while (!over.get()) {
              try {
                queue.admin().startFreeze();
                queue.admin().awaitFrozen();
                // The number of outstanding requests is not checked, because a bio that is refused
                // counts for a moment.
                assertThat(queue.entrance().isFrozen()).isTrue();
                queue.admin().unfreeze();
                queue.admin().quiesce();
                long calls = driver.calls.get();
                queue.metrics().statistics();
                assertThat(queue.metrics().debugState()).contains("QUIESCED");
                assertThat(driver.calls.get()).as("calls while quiesced").isEqualTo(calls);
                queue.admin().unquiesce();
                if (!queue.admin().elevator().equals("none")) {
                  resize(queue, 4 + (int) (rounds.get() % 30));
                }
                queue.metrics().statistics();
                assertThat(queue.metrics().debugState()).startsWith("disk0\n").endsWith("\n");
              } catch (RuntimeException | Error e) {
                problems.add(e);
              }
            }
          });
      switcher.start();
      administrator.start();
      runAll(new Submitter(world, queue, 0, 4, 5_000), new Submitter(world, queue, 1, 16, 5_000));
      over.set(true);
      switcher.join();
      administrator.join();
      atRest(queue);
      ledger.verify(queue);
      assertThat(problems).isEmpty();
      assertThat(rounds.get()).isGreaterThan(2);
      assertThat(recording.violations).isEmpty();
      assertThat(recording.finished.get()).isEqualTo(recording.prepared.get());
    }
  }

  /**
   * Threads request superfluous runs at every moment of a switch. No run may call an elevator that
   * is already detached.
   */
  @Test
  void noRunCallsADetachedElevator() throws InterruptedException {
    try (var world = QueueWorld.real().stripes(2)) {
      var recording = new RecordingElevatorType();
      world.with(recording);
      BlockQueue queue = world.queue(new ThreadedDriver(4, 1, 0, 0));
      recording.queue = queue;
      var over = new AtomicBoolean();
      Thread[] runners = new Thread[2];
      for (int i = 0; i < runners.length; i++) {
        runners[i] =
            new Thread(() -> {
              while (!over.get()) {
                queue.admin().run();
              }
            });
        runners[i].start();
      }
      for (int i = 0; i < 3_000; i++) {
        queue.admin().switchElevator(i % 2 == 0 ? "recording" : "none");
      }
      over.set(true);
      for (Thread runner : runners) {
        runner.join();
      }
      atRest(queue);
      assertThat(recording.violations).isEmpty();
      assertThat(recording.attached.get()).isEqualTo(recording.exited.get());
    }
  }

  /**
   * Sets the number of requests. The queue may refuse it: if the elevator was detached meanwhile,
   * fewer requests are possible.
   */
  private static void resize(BlockQueue queue, int value) {
    try {
      queue.admin().setAttribute("nr_requests", Integer.toString(value));
    } catch (io.elevator.api.AttributeException e) {
      assertThat(e).hasMessageContaining("nr_requests");
    }
  }

  /**
   * Closes a queue while threads submit, switch the elevator and read attributes. They may get
   * errors, but nothing hangs and no bio is lost.
   */
  @Test
  void closingUnderLoadLosesNoBioAndHangsNoThread() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      try (var world = QueueWorld.real().stripes(2)) {
        world.with(new ListElevatorType());
        BlockQueue queue = world.queue(new ThreadedDriver(4, 1, 0, 0));
        var ended = new AtomicLong();
        var submitted = new AtomicLong();
        Thread[] submitters = new Thread[2];
        for (int t = 0; t < submitters.length; t++) {
          Task task = world.newTask("t" + t, t);
          submitters[t] =
              new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                  var bio = new CoreBio();
                  bio.task(task).read(512L * (i * 8L), world.memory, 0, 4096);
                  submitted.incrementAndGet();
                  queue.submit(bio.onEnd(b -> ended.incrementAndGet()));
                }
              });
          submitters[t].start();
        }
        Thread switcher =
            new Thread(() -> {
              try {
                for (int i = 0; i < 10; i++) {
                  queue.admin().switchElevator(i % 2 == 0 ? "list" : "none");
                }
              } catch (io.elevator.api.DeviceGoneException e) {
                submitted.addAndGet(0);
              }
            });
        // A thread that reads the state meanwhile always gets a result, and disturbs nothing.
        var over = new AtomicBoolean();
        var problems = new ConcurrentLinkedQueue<Throwable>();
        Thread reader =
            new Thread(() -> {
              while (!over.get()) {
                try {
                  queue.metrics().statistics();
                  assertThat(LinuxFormat.stat(queue.metrics().disk()).split(" ", -1)).hasSize(17);
                  assertThat(queue.metrics().debugState()).startsWith("disk0\n");
                } catch (RuntimeException | Error e) {
                  problems.add(e);
                }
              }
            });
        reader.start();
        switcher.start();
        queue.close();
        for (Thread submitter : submitters) {
          submitter.join();
        }
        switcher.join();
        over.set(true);
        reader.join();
        assertThat(problems).isEmpty();
        while (ended.get() < submitted.get()) {
          Thread.onSpinWait();
        }
        assertThat(queue.entrance().inside()).isZero();
      }
    }
  }

  @Test
  void interruptNeitherEndsAWaitNorIsLost() throws InterruptedException {
    try (var world = QueueWorld.real()) {
      BlockQueue queue = world.queue(new ThreadedDriver(1, 1, 0, 0));
      var status = new BioStatus[1];
      var interrupted = new boolean[1];
      queue.admin().startFreeze();
      Thread waiter =
          new Thread(() -> {
            status[0] = queue.submitAndWait(world.read(0, 8));
            interrupted[0] = Thread.currentThread().isInterrupted();
          });
      waiter.start();
      while (queue.parking().size() == 0) {
        Thread.onSpinWait();
      }
      waiter.interrupt();
      queue.admin().unfreeze();
      waiter.join();
      assertThat(status[0]).isEqualTo(BioStatus.OK);
      assertThat(interrupted[0]).isTrue();
      atRest(queue);
    }
  }
}
