package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Four tasks write, force and sync five files and the device while the driver ends, fails, refuses
 * and gives back requests. A seed decides each step. {@link FlushOracle} says which bios may end.
 */
class FileFlushScheduleTest {
  private static final int FILES = 5;
  private static final int STEPS = 250;
  private static final int SEEDS = 60;

  /** A driver that records what it gets for each file. */
  private static final class Recorder extends HeldDriver {
    private final FlushOracle oracle = new FlushOracle(FILES + 1, FILES + 3);
    private final List<DriverFile> handles = new ArrayList<>();
    private final IdentityHashMap<Bio, FlushOracle.Op> ops = new IdentityHashMap<>();
    private final Map<Long, FlushOracle.Call> flushes = new HashMap<>();
    private int refusals;

    Recorder(int depth, int hardwareQueues) {
      super(depth);
      hardwareQueues(hardwareQueues);
      with(DriverFeature.VOLATILE_CACHE);
      withoutHistory();
      answer = rq -> refusals > 0 && refusals-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
      for (int i = 1; i <= FILES + 2; i++) {
        // The first two files have two handles each.
        int file = 1 + (i - 1) % FILES;
        // The last two files have the same sort keys: only their identities tell them apart.
        long base = (long) Math.min(file, FILES - 1) << 40;
        handles.add(new DriverFile(this, "handle " + i, "inode " + file, base, 1L << 40, 0));
      }
    }

    /** Returns the number of a handle: 0 for the device. */
    private int handle(DriverFile file) {
      return handles.indexOf(file) + 1;
    }

    static int file(int handle) {
      return handle == 0 ? 0 : 1 + (handle - 1) % FILES;
    }

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      BioStatus status = super.queueRequest(hctx, rq, last);
      if (status != BioStatus.OK) {
        return status;
      }
      int handle = handle(rq.handle());
      Given given = held.getLast();
      if (Operation.of(given.opAndFlags()) == Operation.FLUSH) {
        boolean meta = (given.opAndFlags() & BioFlags.META) != 0;
        flushes.put(given.cookie(), oracle.flushStarted(file(handle), handle, meta));
      }
      for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
        oracle.dataStarted(ops.get(bio));
      }
      return status;
    }

    /** Ends a request that this driver keeps. */
    void end(int index, BioStatus status) {
      Given given = held.remove(index);
      FlushOracle.Call call = flushes.remove(given.cookie());
      if (call != null) {
        oracle.flushDone(call, status == BioStatus.OK);
      }
      for (Bio bio = given.rq().firstBio(); bio != null; bio = bio.next()) {
        oracle.dataDone(ops.get(bio), status == BioStatus.OK);
      }
      given.hctx().complete(given.cookie(), status);
    }

    /** Gives back a request that this driver keeps. */
    void giveBack(int index, boolean kick) {
      Given given = held.remove(index);
      flushes.remove(given.cookie());
      given.hctx().requeue(given.cookie(), kick);
    }
  }

  private static final class Run {
    private final QueueWorld world = QueueWorld.virtual().stripes(4).with(new ListElevatorType());
    private final ListenerLedger ledger = new ListenerLedger();
    private final Random random;
    private final Recorder driver;
    private final BlockQueue queue;
    private final boolean forces;
    private final List<Task> tasks = new ArrayList<>();
    private boolean frozen;
    private boolean stopped;

    Run(long seed, int depth, int hardwareQueues, boolean forces) {
      this.random = new Random(seed);
      this.forces = forces;
      this.driver = new Recorder(depth, hardwareQueues);
      if (forces) {
        driver.with(DriverFeature.FUA);
      }
      this.queue = world.queue(driver);
      queue.metrics().addListener(ledger);
      for (int i = 0; i < 4; i++) {
        tasks.add(world.newTask("task " + i, i));
      }
    }

    void step() {
      switch (random.nextInt(40)) {
        case 0 -> driver.refusals = random.nextInt(4);
        case 1 -> world.pass(random.nextLong(7_000_000_000L));
        case 2, 3 -> world.pass(random.nextLong(4 * CoreHardwareQueue.RETRY_NANOS));
        case 4 -> freeze(!frozen);
        case 5 -> stop(!stopped);
        case 6 -> queue.admin().kickRequeue();
        case 7 -> changeWhenIdle();
        case 8, 9, 10 -> withHeld(index -> driver.giveBack(index, random.nextBoolean()));
        case 11, 12 -> withHeld(index -> driver.end(index, BioStatus.MEDIUM));
        case 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 ->
            withHeld(index -> driver.end(index, BioStatus.OK));
        case 24, 25, 26, 27 -> submit(0, true);
        case 28, 29, 30, 31, 32 -> submit(BioFlags.PREFLUSH, false);
        case 33 -> submit(BioFlags.PREFLUSH | BioFlags.META, false);
        case 34, 35 -> submit(BioFlags.PREFLUSH, true);
        case 36, 37, 38 -> submit(BioFlags.FUA, true);
        default -> submit(BioFlags.PREFLUSH | BioFlags.FUA, true);
      }
    }

    private void withHeld(java.util.function.IntConsumer action) {
      if (!driver.held.isEmpty()) {
        action.accept(random.nextInt(driver.held.size()));
      }
    }

    private void submit(int flags, boolean hasData) {
      int handle = random.nextInt(FILES + 3);
      Bio bio = world.bio().task(tasks.get(random.nextInt(4)));
      DriverFile file = handle == 0 ? queue.device() : driver.handles.get(handle - 1);
      if (hasData) {
        bio.write(file, 4096L * random.nextInt(1000), world.memory, 0, 4096).flags(flags);
      } else {
        bio.flush(file).flags(flags);
      }
      var op = driver.oracle.submit(Recorder.file(handle), handle, flags, hasData, forces);
      driver.ops.put(bio, op);
      bio.onEnd(same -> driver.oracle.ended(op, same.status()));
      queue.submit(bio);
    }

    private void freeze(boolean value) {
      if (value && !frozen) {
        queue.admin().startFreeze();
      } else if (!value && frozen) {
        queue.admin().unfreeze();
      }
      frozen = value;
    }

    private void stop(boolean value) {
      int all = queue.hardwareQueues().length;
      for (int i = 0; i < all; i++) {
        if (value) {
          queue.admin().stop(i);
        } else {
          queue.admin().start(i);
        }
      }
      stopped = value;
    }

    private void changeWhenIdle() {
      settle();
      switch (random.nextInt(3)) {
        case 0 -> queue.admin().switchElevator("list");
        case 1 -> queue.admin().switchElevator("none");
        default -> {
          int most = queue.admin().elevator().equals("none") ? queue.shape().depth() : 64;
          if (most >= 4) {
            queue.admin().setAttribute("nr_requests", "" + (4 + random.nextInt(most - 3)));
          }
        }
      }
    }

    /** Undoes everything that holds requests back, and ends all of them. */
    void settle() {
      driver.refusals = 0;
      stop(false);
      freeze(false);
      queue.admin().kickRequeue();
      for (int i = 0; i < 10_000 && driver.oracle.outstanding() > 0; i++) {
        if (driver.held.isEmpty()) {
          world.pass(4_000_000);
        } else {
          driver.end(random.nextInt(driver.held.size()), BioStatus.OK);
        }
      }
      assertThat(driver.oracle.outstanding()).as("bios that never end").isZero();
    }

    int finish() {
      settle();
      world.runAll();
      assertThat(driver.oracle.violations).isEmpty();
      ledger.verify(queue);
      tasks.forEach(Task::exit);
      world.close();
      return driver.oracle.succeeded();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, false",
    "1, 1, true",
    "3, 1, false",
    "16, 1, false",
    "16, 1, true",
    "64, 1, false",
    "1, 4, false",
    "3, 4, false",
    "16, 4, false",
    "16, 4, true"
  })
  void acknowledgedSyncsFollowAFlushOfTheirFileAndNoFileHasMoreFlushesThanAsks(
      int depth, int hardwareQueues, boolean forces) {
    int succeeded = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var run = new Run(seed, depth, hardwareQueues, forces);
      try {
        for (int step = 0; step < STEPS; step++) {
          run.step();
          assertThat(run.driver.oracle.violations).isEmpty();
        }
        succeeded += run.finish();
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(succeeded).as("bios that ended with success").isGreaterThan(SEEDS * STEPS / 10);
  }
}
