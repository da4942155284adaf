package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Four threads write, force and sync five files and the device, while two threads of the driver end
 * the requests, fail some and give some back. {@link FlushOracle} says which bios may end.
 */
@Timeout(120)
class FileFlushRaceTest {
  private static final int FILES = 5;
  private static final int HANDLES = 7;

  /** A driver whose two threads end requests. */
  private static final class Racing extends BlockDriver {
    /** A request that the driver has; a record without a hardware queue ends a thread. */
    private record Started(
        @Nullable DriverQueue hctx,
        long cookie,
        FlushOracle.@Nullable Call flush,
        List<FlushOracle.Op> data) {}

    private final FlushOracle oracle = new FlushOracle(FILES + 1, HANDLES + 1);
    private final Map<Bio, FlushOracle.Op> ops = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Started> started = new LinkedBlockingQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final List<DriverFile> handles = new ArrayList<>();
    private final int depth;
    private final int hardwareQueues;

    Racing(int depth, int hardwareQueues) {
      this.depth = depth;
      this.hardwareQueues = hardwareQueues;
      for (int i = 1; i <= HANDLES; i++) {
        int file = file(i);
        // The last two files have the same sort keys: only their identities tell them apart.
        long base = (long) Math.min(file, FILES - 1) << 40;
        handles.add(new DriverFile(this, "handle " + i, "inode " + file, base, 1L << 40, 0));
      }
    }

    /** Returns the number of the file of a handle; the first two files have two handles each. */
    static int file(int handle) {
      return handle == 0 ? 0 : 1 + (handle - 1) % FILES;
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "racing",
          1L << 30,
          QueueLimits.builder().build(),
          hardwareQueues,
          depth,
          0,
          Set.of(io.elevator.spi.driver.DriverFeature.VOLATILE_CACHE));
    }

    @Override
    public void start(DriverQueue[] all) {
      for (int i = 0; i < 2; i++) {
        Random random = new Random(i);
        Thread thread = new Thread(() -> work(random), "test-driver-" + i);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      if (calls.incrementAndGet() % 50 == 0) {
        return BioStatus.RESOURCE;
      }
      FlushOracle.Call flush = null;
      List<FlushOracle.Op> data = new ArrayList<>();
      if (Operation.of(rq.opAndFlags()) == Operation.FLUSH) {
        int handle = handles.indexOf(rq.handle()) + 1;
        boolean meta = (rq.opAndFlags() & BioFlags.META) != 0;
        flush = oracle.flushStarted(file(handle), handle, meta);
      }
      for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
        FlushOracle.Op op = ops.get(bio);
        oracle.dataStarted(op);
        data.add(op);
      }
      started.add(new Started(hctx, rq.start(), flush, data));
      return BioStatus.OK;
    }

    private void work(Random random) {
      try {
        for (Started next = started.take(); next.hctx != null; next = started.take()) {
          int draw = random.nextInt(40);
          if (draw == 0) {
            next.hctx.requeue(next.cookie, true);
            continue;
          }
          boolean ok = draw != 1;
          if (next.flush != null) {
            oracle.flushDone(next.flush, ok);
          }
          next.data.forEach(op -> oracle.dataDone(op, ok));
          next.hctx.complete(next.cookie, ok ? BioStatus.OK : BioStatus.MEDIUM);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public void close() {
      for (int i = 0; i < threads.size(); i++) {
        started.add(new Started(null, 0, null, List.of()));
      }
    }
  }

  /** Keeps four bios in flight until it has submitted its total. */
  private static final class Submitter implements Runnable {
    private static final int DEPTH = 4;

    private final QueueWorld world;
    private final BlockQueue queue;
    private final Racing driver;
    private final Task task;
    private final CountDownLatch done = new CountDownLatch(DEPTH);
    private final Random random;
    private final AtomicInteger left;

    Submitter(QueueWorld world, BlockQueue queue, Racing driver, int stripe, int total) {
      this.world = world;
      this.queue = queue;
      this.driver = driver;
      this.task = world.newTask("submitter " + stripe, stripe);
      this.random = new Random(stripe);
      this.left = new AtomicInteger(total);
    }

    @Override
    public void run() {
      for (int i = 0; i < DEPTH; i++) {
        var bio = new CoreBio();
        bio.task(task);
        next(bio);
      }
    }

    private void next(Bio bio) {
      if (left.getAndDecrement() <= 0) {
        done.countDown();
        return;
      }
      int handle = random.nextInt(HANDLES + 1);
      DriverFile file = handle == 0 ? queue.device() : driver.handles.get(handle - 1);
      int draw = random.nextInt(10);
      boolean hasData = draw < 6;
      int flags =
          switch (draw) {
            case 0, 1, 2 -> 0;
            case 3 -> BioFlags.FUA;
            case 4 -> BioFlags.FUA | BioFlags.PREFLUSH;
            case 9 -> BioFlags.META | BioFlags.PREFLUSH;
            default -> BioFlags.PREFLUSH;
          };
      if (hasData) {
        bio.write(file, 4096L * random.nextInt(1000), world.memory, 0, 4096).flags(flags);
      } else {
        bio.flush(file).flags(flags);
      }
      var op = driver.oracle.submit(Racing.file(handle), handle, flags, hasData, false);
      driver.ops.put(bio, op);
      queue.submit(
          bio.onEnd(same -> {
            driver.oracle.ended(op, same.status());
            next(same);
          }));
    }

    void finish() throws InterruptedException {
      done.await();
      task.exit();
    }
  }

  @ParameterizedTest
  @CsvSource({"none, 1, 1", "list, 1, 1", "none, 16, 1", "list, 16, 1", "none, 4, 4", "list, 4, 4"})
  void acknowledgedSyncsOfThreadsFollowAFlushOfTheirFile(
      String elevator, int depth, int hardwareQueues) throws InterruptedException {
    try (var world = QueueWorld.real().stripes(4).with(new ListElevatorType())) {
      var driver = new Racing(depth, hardwareQueues);
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator);
      List<Submitter> submitters = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        var submitter = new Submitter(world, queue, driver, i, 4000);
        submitters.add(submitter);
        Thread thread = new Thread(submitter, "test-submitter-" + i);
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (Submitter submitter : submitters) {
        submitter.finish();
      }
      RaceTest.atRest(queue);
      assertThat(driver.oracle.violations).isEmpty();
      assertThat(driver.oracle.outstanding()).isZero();
      assertThat(driver.oracle.succeeded()).isGreaterThan(8000);
    }
  }
}
