package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.CoreBio;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.HostTags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags that are shared by several queues of a host, or by the hardware queues of one queue. */
@Timeout(120)
class TagSharingTest {
  private final HostTags host = new HostTags("host");

  /** Keeps a number of reads in flight on one queue. */
  private static final class Load {
    private final QueueWorld world;
    private final BlockQueue queue;
    private final Task task;
    private final SplittableRandom random;
    private long left;
    private boolean ending;
    long ended;

    Load(QueueWorld world, BlockQueue queue, int stripe, long total, long seed) {
      this.world = world;
      this.queue = queue;
      this.task = world.newTask("load", stripe);
      this.left = total;
      this.random = new SplittableRandom(seed);
    }

    void start(int depth) {
      for (int i = 0; i < depth; i++) {
        next(new CoreBio());
      }
    }

    private void next(Bio bio) {
      if (ending || left-- <= 0) {
        return;
      }
      bio.task(task)
          .read(512L * (random.nextInt(1 << 20) * 8L), world.memory, 0, 4096)
          .onEnd(same -> {
            assertThat(same.status()).isEqualTo(BioStatus.OK);
            ended++;
            next(same);
          });
      queue.submit(bio);
    }

    void end() {
      ending = true;
    }
  }

  private static BlockQueue queue(QueueWorld world, HeldDriver driver, String elevator) {
    BlockQueue queue = world.queue(driver);
    queue.admin().switchElevator(elevator);
    return queue;
  }

  private static void submit(QueueWorld world, BlockQueue queue, int count) {
    for (int i = 0; i < count; i++) {
      queue.submit(world.read(i * 100L, 8));
    }
  }

  private static long tagsHeld(BlockQueue queue) {
    SharedTags.User user = queue.hardwareQueues()[0].tags().user();
    return user == null ? 0 : user.held();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void tagThatOneQueueFreesServesAnother(String elevator) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var one = new HeldDriver(4).of(host);
      var two = new HeldDriver(4).of(host);
      BlockQueue first = queue(world, one, elevator);
      BlockQueue second = queue(world, two, elevator);
      submit(world, first, 4);
      submit(world, second, 2);
      assertThat(one.held).hasSize(4);
      assertThat(two.held).isEmpty();
      one.completeFirst();
      assertThat(two.held).hasSize(1);
      one.completeFirst();
      assertThat(two.held).hasSize(2);
      one.completeAll();
      two.completeAll();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "list"})
  void wakeUpThatIsNotUsedIsPassedOn(String elevator) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var one = new HeldDriver(1).of(host);
      List<HeldDriver> others = new ArrayList<>();
      BlockQueue first = queue(world, one, elevator);
      submit(world, first, 1);
      List<BlockQueue> waiting = new ArrayList<>();
      List<Bio> bios = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        var driver = new HeldDriver(1).of(host);
        others.add(driver);
        waiting.add(queue(world, driver, elevator));
        Bio bio = world.read(0, 8);
        bios.add(bio);
        waiting.get(i).submit(bio);
      }
      // The first queue to be woken cannot use the free tag, or no longer needs it.
      if (elevator.equals("none")) {
        assertThat(waiting.get(0).cancel(bios.get(0))).isTrue();
        waiting.get(1).admin().quiesce();
      } else {
        waiting.get(0).admin().stop(0);
        waiting.get(1).admin().quiesce();
      }
      one.completeAll();
      boolean direct = elevator.equals("none");
      if (direct) {
        // Without an elevator the bio takes the tag and keeps it until the quiesce ends.
        assertThat(tagsHeld(waiting.get(1))).isEqualTo(1);
        waiting.get(1).admin().unquiesce();
        others.get(1).completeAll();
      }
      assertThat(others.get(2).held).hasSize(1);
      others.get(2).completeAll();
      assertThat(others.get(3).held).hasSize(1);
      others.get(3).completeAll();
      if (!direct) {
        waiting.get(0).admin().start(0);
        others.get(0).completeAll();
        waiting.get(1).admin().unquiesce();
        others.get(1).completeAll();
        assertThat(others.get(0).history).hasSize(1);
      }
      assertThat(others.get(1).history).hasSize(1);
    }
  }

  @Test
  void drivesOfAHostMustAgreeOnTheirTags() {
    try (var world = QueueWorld.virtual();
        var other = QueueWorld.virtual()) {
      world.queue(new HeldDriver(4).of(host));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> world.queue(new HeldDriver(5).of(host)))
          .withMessageContaining("depth 5")
          .withMessageContaining("host host")
          .withMessageContaining("depth 4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.queue(new HeldDriver(4).of(host)))
          .withMessageContaining("another block layer");
    }
  }

  @Test
  void withoutAnElevatorNrRequestsLimitsItsOwnQueueOnly() {
    try (var world = QueueWorld.virtual()) {
      var one = new HeldDriver(32).of(host);
      var two = new HeldDriver(32).of(host);
      BlockQueue first = queue(world, one, "none");
      BlockQueue second = queue(world, two, "none");
      first.admin().setAttribute("nr_requests", "5");
      submit(world, first, 20);
      submit(world, second, 20);
      assertThat(one.held).hasSize(5);
      assertThat(two.held).as("half of them").hasSize(16);
      first.admin().setAttribute("nr_requests", "5");
      one.completeAll();
      two.completeAll();
      first.admin().setAttribute("nr_requests", "32");
      submit(world, first, 20);
      assertThat(one.held).hasSize(16);
      one.completeAll();
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 2, 32", "64, 3, 22", "64, 5, 13", "10, 5, 4", "1, 5, 1"})
  void activeQueueMayHoldItsShareRoundedUpOrFourTags(int depth, int users, int share) {
    try (var world = QueueWorld.virtual()) {
      List<HeldDriver> drivers = new ArrayList<>();
      List<BlockQueue> queues = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        drivers.add(new HeldDriver(depth).of(host));
        queues.add(queue(world, drivers.get(i), "none"));
      }
      // Every queue submits once, so that all count as active before one of them takes all the tags
      // it can.
      for (BlockQueue queue : queues) {
        if (depth > users) {
          submit(world, queue, 1);
        }
      }
      drivers.forEach(HeldDriver::completeAll);
      submit(world, queues.get(0), 2 * depth);
      assertThat(drivers.get(0).held).hasSize(share);
      for (int left = 1; left > 0; ) {
        drivers.forEach(HeldDriver::completeAll);
        left = drivers.stream().mapToInt(each -> each.held.size()).sum();
      }
    }
  }

  /**
   * The fair share of an idle queue goes to the other queues, and returns when it has I/O again.
   */
  @ParameterizedTest(name = "elevator {0}")
  @ValueSource(strings = {"none", "list"})
  void idleQueueGivesUpItsShareAndRegainsIt(String elevator) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var one = new TimedDriver(world.time, 64, rq -> 1_000_000).of(host, null);
      var two = new TimedDriver(world.time, 64, rq -> 1_000_000).of(host, one);
      BlockQueue first = world.queue(one);
      BlockQueue second = world.queue(two);
      first.admin().switchElevator(elevator);
      second.admin().switchElevator(elevator);
      var busy = new Load(world, first, 0, Long.MAX_VALUE, 36);
      var pausing = new Load(world, second, 0, 200, 37);
      busy.start(200);
      pausing.start(200);
      world.pass(3_500_000);
      assertThat(tagsHeld(first)).isEqualTo(32);
      assertThat(tagsHeld(second)).isEqualTo(32);
      // The second queue has no I/O from now on; the timer that looks for idle queues finds this
      // out.
      world.pass(10_000_000_000L);
      assertThat(pausing.ended).isEqualTo(200);
      assertThat(tagsHeld(second)).isZero();
      assertThat(tagsHeld(first)).isEqualTo(64);
      var again = new Load(world, second, 0, Long.MAX_VALUE, 38);
      again.start(200);
      world.pass(10_000_000);
      assertThat(tagsHeld(first)).isEqualTo(32);
      assertThat(tagsHeld(second)).isEqualTo(32);
      busy.end();
      again.end();
      world.runAll();
    }
  }

  @Test
  void frozenAndClosedQueuesGiveUpTheirShares() {
    try (var world = QueueWorld.virtual()) {
      var one = new HeldDriver(64).of(host);
      BlockQueue first = queue(world, one, "none");
      List<BlockQueue> others = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        var driver = new HeldDriver(64).of(host).inline();
        others.add(queue(world, driver, "none"));
        submit(world, others.get(i), 1);
      }
      submit(world, first, 100);
      assertThat(one.held).hasSize(16);
      others.get(0).close();
      assertThat(one.held).hasSize(22);
      others.get(1).admin().startFreeze();
      others.get(2).admin().startFreeze();
      world.pass(10_000_000_000L);
      assertThat(one.held).hasSize(64);
      others.get(1).admin().unfreeze();
      others.get(2).admin().unfreeze();
      one.completeAll();
    }
  }

  /**
   * A slow device and a fast one share tags; the slow one must not keep the fast one from its
   * share.
   */
  @ParameterizedTest(name = "elevator {0}")
  @ValueSource(strings = {"none", "list"})
  void slowDeviceLeavesAFastOneItsShare(String elevator) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var fast = new TimedDriver(world.time, 64, rq -> 1_000_000).of(host, null);
      var slow = new TimedDriver(world.time, 64, rq -> 100_000_000).of(host, fast);
      BlockQueue fastQueue = world.queue(fast);
      BlockQueue slowQueue = world.queue(slow);
      fastQueue.admin().switchElevator(elevator);
      slowQueue.admin().switchElevator(elevator);
      var slowLoad = new Load(world, slowQueue, 0, Long.MAX_VALUE, 26);
      var fastLoad = new Load(world, fastQueue, 0, Long.MAX_VALUE, 27);
      slowLoad.start(256);
      fastLoad.start(256);
      world.pass(1_000_000_000);
      // The slow queue had all tags for its first 100 ms; then each of the two queues has half of
      // them.
      assertThat(fastLoad.ended).isGreaterThan(20 * slowLoad.ended);
      assertThat(tagsHeld(fastQueue)).isEqualTo(32);
      assertThat(tagsHeld(slowQueue)).isEqualTo(32);
      assertThat(Math.max(fast.mostBusy, slow.mostBusy)).isEqualTo(64);
      slowLoad.end();
      fastLoad.end();
      world.runAll();
    }
  }

  /** Many queues, each with its own tags or all with shared tags. */
  @ParameterizedTest(name = "shared {0}, elevator {1}")
  @CsvSource({"false, none", "true, none", "false, list", "true, list"})
  void manyQueuesFinishAndNeverHoldMoreTagsThanThereAre(boolean shared, String elevator) {
    int depth = 24;
    try (var world = QueueWorld.virtual().with(new ListElevatorType()).stripes(16)) {
      var random = new SplittableRandom(9);
      List<Load> loads = new ArrayList<>();
      List<TimedDriver> drivers = new ArrayList<>();
      TimedDriver sibling = null;
      for (int i = 0; i < 32; i++) {
        var driver =
            new TimedDriver(world.time, depth, rq -> 10_000 + random.nextInt(1_000_000))
                .hardwareQueues(16);
        if (shared) {
          driver.of(host, sibling);
          sibling = driver;
        }
        drivers.add(driver);
        BlockQueue queue = world.queue(driver);
        queue.admin().switchElevator(elevator);
        for (int job = 0; job < 2; job++) {
          loads.add(new Load(world, queue, random.nextInt(16), 300, 900 + loads.size()));
        }
      }
      loads.forEach(load -> load.start(32));
      world.runAll();
      assertThat(loads).allMatch(load -> load.ended == 300);
      assertThat(drivers).allMatch(driver -> driver.mostBusy <= depth);
    }
  }

  /** All hardware queues of one queue share one tag bitmap. */
  @ParameterizedTest(name = "elevator {0}, tags of a host {1}")
  @CsvSource({"none, false", "list, false", "none, true", "list, true"})
  void hardwareQueuesShareOneTagBitmap(String elevator, boolean ofHost) {
    try (var world = QueueWorld.virtual().with(new ListElevatorType()).stripes(4)) {
      var random = new SplittableRandom(25);
      var driver =
          new TimedDriver(world.time, 6, rq -> 10_000 + random.nextInt(1_000_000))
              .hardwareQueues(4)
              .with(DriverFeature.ONE_TAG_SPACE);
      if (ofHost) {
        driver.of(host, null);
      }
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator);
      List<Load> loads = new ArrayList<>();
      int[] most = {0};
      for (int stripe = 0; stripe < 4; stripe++) {
        loads.add(new Load(world, queue, stripe, 1000, 250 + stripe));
      }
      loads.forEach(load -> load.start(16));
      while (world.virtualTime().step()) {
        most[0] = Math.max(most[0], driver.busy());
        assertThat(LinuxFormat.inFlight(queue.metrics().inFlight()))
            .isEqualTo(driver.busy() + " 0");
      }
      assertThat(loads).allMatch(load -> load.ended == 1000);
      assertThat(most[0]).as("tags of all hardware queues together").isEqualTo(6);
    }
  }

  @Test
  void sharedSchedulerTagsAreResizedAndNeverReplaced() {
    try (var world = QueueWorld.virtual().with(new ListElevatorType()).stripes(4)) {
      var driver = new HeldDriver(4).hardwareQueues(4).with(DriverFeature.ONE_TAG_SPACE);
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator("list");
      CoreHardwareQueue[] all = queue.hardwareQueues();
      var space = all[0].pool().tags();
      assertThat(space.capacity()).isEqualTo(2048);
      for (int requests : new int[] {8, 2048, 100, 4}) {
        queue.admin().setAttribute("nr_requests", Integer.toString(requests));
        for (CoreHardwareQueue hctx : all) {
          assertThat(hctx.pool().tags()).isSameAs(space);
          assertThat(hctx.pool().facing().tagDepth()).isEqualTo(requests);
          assertThat(hctx.pool().facing().tagWordShift()).isEqualTo(6);
        }
      }
      // There are four requests for all hardware queues together. A freed one must wake a waiter on
      // any stripe.
      List<Task> tasks = new ArrayList<>();
      for (int stripe = 0; stripe < 4; stripe++) {
        tasks.add(world.newTask("task" + stripe, stripe));
      }
      for (int i = 0; i < 8; i++) {
        queue.submit(world.read(i * 100L, 8).task(tasks.get(i < 4 ? 0 : 3)));
      }
      assertThat(driver.held).hasSize(4);
      assertThat(queue.parking().size()).isEqualTo(4);
      driver.completeFirst();
      assertThat(queue.parking().size()).isEqualTo(3);
      driver.completeAll();
      assertThat(driver.history).hasSize(8);
    }
  }

  @Test
  void requestStartedAgainWithAnotherTagIsInFlightOnce() {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var driver = new HeldDriver(4);
      BlockQueue queue = queue(world, driver, "list");
      // The second request first has driver tag 1, and tag 0 after it was requeued.
      submit(world, queue, 2);
      HeldDriver.Given second = driver.held.get(1);
      driver.completeFirst();
      driver.held.clear();
      second.hctx().requeue(second.cookie(), true);
      assertThat(driver.held).hasSize(1);
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("1 0");
      driver.completeAll();
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("0 0");
    }
  }

  @Test
  void tagThatADriveKeepsAfterItsQueueClosedIsFreedWhenTheRequestEnds() {
    try (var world = QueueWorld.virtual()) {
      var one = new HeldDriver(10).of(host);
      var two = new HeldDriver(10).of(host);
      BlockQueue first = queue(world, one, "none");
      BlockQueue second = queue(world, two, "none");
      submit(world, first, 2);
      submit(world, second, 10);
      assertThat(two.held).hasSize(5);
      assertThat(first.admin().close(Duration.ofSeconds(1))).isFalse();
      assertThat(two.held).as("the share is not the closed one's any more").hasSize(8);
      HeldDriver.Given late = one.completeFirst();
      assertThat(two.held).hasSize(9);
      // A second report of the same completion must not free the tag once more.
      late.hctx().complete(late.cookie(), BioStatus.OK);
      assertThat(two.held).hasSize(9);
      one.completeFirst();
      assertThat(two.held).hasSize(10);
      two.completeAll();
      world.expectErrors("not ended", "not ended", "names no I/O", "names no I/O", "names no I/O");
    }
  }

  @Test
  void waitersForSharedTagsObserveNoWaitAndTimeLimits() {
    try (var world = QueueWorld.virtual()) {
      var one = new HeldDriver(4).of(host);
      var two = new HeldDriver(4).of(host);
      BlockQueue first = queue(world, one, "none");
      BlockQueue second = queue(world, two, "none");
      submit(world, first, 4);
      List<BioStatus> ended = new ArrayList<>();
      second.submit(world.read(0, 8).flags(BioFlags.NOWAIT).onEnd(bio -> ended.add(bio.status())));
      second.submit(
          world.read(0, 8).timeLimit(Duration.ofMillis(5)).onEnd(bio -> ended.add(bio.status())));
      world.pass(10_000_000);
      assertThat(ended).containsExactly(BioStatus.AGAIN, BioStatus.TIMEOUT);
      one.completeAll();
    }
  }

  /** Queues are opened and closed on one set of shared tags while other queues use it. */
  @Test
  void queuesOpenAndCloseWhileOthersShareTheTags() throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    try (var world = QueueWorld.real().with(new ListElevatorType())) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        threads.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler((thread, e) -> failure.compareAndSet(null, e))
                .start(() -> openAndCloseQueues(world, number)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(failure.get()).isNull();
  }

  private void openAndCloseQueues(QueueWorld world, int number) {
    Task task = world.newTask("task" + number, 0);
    for (int round = 0; round < 60; round++) {
      var driver = new RaceTest.ThreadedDriver(4, 1, 0, 0, host);
      BlockQueue queue = world.queue(driver);
      if (round % 2 == number % 2) {
        queue.admin().switchElevator("list");
      }
      var left = new java.util.concurrent.CountDownLatch(20);
      for (int i = 0; i < 20; i++) {
        queue.submit(world.read(i * 8L, 8).task(task).onEnd(bio -> left.countDown()));
      }
      try {
        left.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      queue.close();
    }
  }

  /**
   * Every way of freeing and taking a tag, on real threads. A lost wake-up makes the test stall.
   */
  @ParameterizedTest
  @CsvSource({"4, false", "1, false", "16, false", "4, true"})
  void realThreadsNeverStallOnSharedTags(int depth, boolean oneSpace) throws InterruptedException {
    try (var world = QueueWorld.real().with(new ListElevatorType()).stripes(2)) {
      List<RaceTest.Submitter> submitters = new ArrayList<>();
      List<RaceTest.ThreadedDriver> drivers = new ArrayList<>();
      List<BlockQueue> queues = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        var driver = new RaceTest.ThreadedDriver(depth, 2, 7, 13, host);
        if (oneSpace) {
          driver.with(DriverFeature.ONE_TAG_SPACE);
        }
        drivers.add(driver);
        BlockQueue queue = world.queue(driver);
        queues.add(queue);
        if (i % 2 == 1) {
          queue.admin().switchElevator("list");
        }
        for (int stripe = 0; stripe < 2; stripe++) {
          var submitter = new RaceTest.Submitter(world, queue, stripe, 16, 4_000);
          submitters.add(submitter);
          threads.add(Thread.ofPlatform().start(submitter));
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (RaceTest.Submitter submitter : submitters) {
        submitter.finish();
      }
      // A driver thread that freed the last tags may still be running queues that waited for them.
      drivers.forEach(RaceTest.ThreadedDriver::awaitIdle);
      queues.forEach(RaceTest::atRest);
      queues.forEach(RaceTest::atRest);
    }
  }
}
