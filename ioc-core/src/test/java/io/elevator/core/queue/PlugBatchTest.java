package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.api.Plug;
import io.elevator.api.Task;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.HostTags;
import io.elevator.spi.driver.OfferedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that a plug allocates in advance, and the flush of a plug to the driver. */
class PlugBatchTest {
  private static int tagsTaken(BlockQueue queue) {
    return queue.hardwareQueues()[0].pool().tags().taken();
  }

  private static BlockQueue recorded(
      QueueWorld world, RecordingElevatorType type, HeldDriver driver) {
    world.with(type);
    BlockQueue queue = world.queue(driver);
    type.queue = queue;
    queue.admin().switchElevator("recording");
    return queue;
  }

  @Test
  void firstBioOfAPlugAllocatesRequestsForAllExpectedBios() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      var driver = new HeldDriver(32);
      BlockQueue queue = recorded(world, type, driver);
      try (Plug plug = world.plugs.open(8)) {
        queue.submit(world.read(0, 8), plug);
        assertThat(type.prepared.get()).isEqualTo(8);
        assertThat(tagsTaken(queue)).isEqualTo(8);
        assertThat(queue.entrance().inside()).as("a usage unit each").isEqualTo(8);
        queue.submit(world.write(100, 8), plug);
        queue.submit(world.read(200, 8), plug);
        assertThat(type.prepared.get()).isEqualTo(8);
        assertThat(queue.entrance().inside()).isEqualTo(8);
        assertThat(plug.size()).isEqualTo(3);
      }
      assertThat(tagsTaken(queue)).as("those that were not used are free").isEqualTo(3);
      assertThat(type.finished.get()).isEqualTo(5);
      assertThat(driver.heldNames()).containsExactly("READ 0+8", "WRITE 100+8", "READ 200+8");
      driver.completeAll();
      assertThat(type.completedCount.get()).isEqualTo(3);
      assertThat(type.finished.get()).isEqualTo(8);
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void plugAllocatesRequestsInAdvanceOnceAndThenOneByOne() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(64);
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open(2)) {
        for (int i = 0; i < 5; i++) {
          queue.submit(world.read(i * 100L, 8), plug);
          assertThat(tagsTaken(queue)).isEqualTo(Math.max(2, i + 1));
        }
        plug.flush();
        queue.submit(world.read(900, 8), plug);
        assertThat(tagsTaken(queue)).isEqualTo(6);
      }
      driver.completeAll();
    }
  }

  /**
   * Requests are allocated in advance from one word of the tag bitmap, at most 32; a small word may
   * give fewer than expected.
   */
  @ParameterizedTest
  @CsvSource({"64, 32, 16", "256, 32, 32", "256, 100, 32", "8, 32, 2", "4, 5, 1"})
  void requestsAllocatedInAdvanceComeFromOneWordOfTheBitmap(int depth, int expected, int made) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(depth);
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open(expected)) {
        queue.submit(world.read(0, 8), plug);
        assertThat(tagsTaken(queue)).isEqualTo(made);
      }
      driver.completeAll();
      assertThatIllegalArgumentException().isThrownBy(() -> world.plugs.open(0));
    }
  }

  @Test
  void noRequestsAreAllocatedInAdvanceUnderALimitOrFromSharedTags() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      var driver = new HeldDriver(32);
      BlockQueue queue = recorded(world, type, driver);
      type.shallow = 2;
      try (Plug plug = world.plugs.open(8)) {
        // The depth limit applies to asynchronous bios only, so this write allocates nothing in
        // advance.
        queue.submit(world.bio().write(0, world.memory, 0, 4096), plug);
        assertThat(tagsTaken(queue)).isEqualTo(1);
        queue.submit(world.read(100, 8), plug);
        assertThat(tagsTaken(queue)).isEqualTo(9);
      }
      driver.completeAll();
      var shared = new HeldDriver(32).of(new HostTags("host"));
      BlockQueue other = world.queue(shared);
      try (Plug plug = world.plugs.open(8)) {
        other.submit(world.read(0, 8), plug);
        assertThat(tagsTaken(other)).isEqualTo(1);
      }
      shared.completeAll();
    }
  }

  @Test
  void icqCountsOnlyRequestsThatAreUsed() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      var driver = new HeldDriver(32).inline();
      BlockQueue queue = recorded(world, type, driver);
      try (Plug plug = world.plugs.open(8)) {
        for (int i = 0; i < 3; i++) {
          queue.submit(world.read(i * 100L, 8), plug);
        }
        assertThat(tagsTaken(queue)).isEqualTo(8);
        assertThat(world.task.lookupIcq(queue.identity()).owner().queued()).isEqualTo(3);
      }
      var figures = world.task.lookupIcq(queue.identity()).owner();
      assertThat(type.prepared.get()).isEqualTo(8);
      assertThat(figures.queued()).isEqualTo(figures.dispatched()).isEqualTo(3);
    }
  }

  @Test
  void onlySuitableBiosUseRequestsAllocatedInAdvance() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(32).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      BlockQueue another = world.queue(new HeldDriver(32).inline());
      Task other = world.newTask("other", 0);
      Task apart = world.newTask("apart", 1);
      try (Plug plug = world.plugs.open(4)) {
        queue.submit(world.read(0, 8), plug);
        assertThat(tagsTaken(queue)).isEqualTo(4);
        queue.submit(world.read(100, 8).task(other), plug);
        assertThat(tagsTaken(queue)).as("another task's").isEqualTo(5);
        queue.submit(world.read(200, 8).task(apart), plug);
        assertThat(tagsTaken(queue)).as("another stripe's").isEqualTo(6);
        queue.submit(world.write(300, 8).flags(BioFlags.FUA), plug);
        assertThat(tagsTaken(queue)).as("a flush-type one").isEqualTo(7);
        another.submit(world.read(0, 8), plug);
        assertThat(tagsTaken(queue)).as("another queue's").isEqualTo(7);
        queue.submit(world.read(400, 8), plug);
        assertThat(tagsTaken(queue)).isEqualTo(7);
      }
      driver.completeAll();
      world.runAllButTimeouts();
      driver.completeAll();
      other.exit();
      apart.exit();
    }
  }

  @Test
  void flushTypeRequestsAllocatedInAdvanceServeOnlyFlushTypeBios() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      var driver = new HeldDriver(32).with(DriverFeature.VOLATILE_CACHE).with(DriverFeature.FUA);
      BlockQueue queue = recorded(world, type, driver);
      try (Plug plug = world.plugs.open(4)) {
        queue.submit(world.write(0, 8).flags(BioFlags.FUA), plug);
        assertThat(tagsTaken(queue)).isEqualTo(4);
        assertThat(type.prepared.get()).isZero();
        queue.submit(world.write(100, 8), plug);
        assertThat(tagsTaken(queue)).isEqualTo(5);
        queue.submit(world.write(200, 8).flags(BioFlags.FUA), plug);
        assertThat(tagsTaken(queue)).isEqualTo(5);
      }
      assertThat(type.prepared.get()).isEqualTo(1);
      driver.completeAll();
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void waitingAndThePlugTimerReturnUnusedRequests() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open(4)) {
        queue.submit(world.read(0, 8), plug);
        queue.admin().startFreeze();
        // Even this wait of length zero flushes the plug, whose requests would otherwise keep the
        // freeze from finishing.
        assertThat(queue.admin().awaitFrozen(java.time.Duration.ZERO)).isFalse();
        assertThat(tagsTaken(queue)).isEqualTo(1);
        driver.completeAll();
        queue.admin().awaitFrozen();
        queue.admin().unfreeze();
      }
      try (Plug plug = world.plugs.open(4)) {
        queue.submit(world.read(0, 8), plug);
        plug.flush();
      }
      driver.completeAll();
      try (Plug plug = world.plugs.open(4)) {
        queue.submit(world.read(0, 8), plug);
        world.pass(10_000_000);
        assertThat(tagsTaken(queue)).isEqualTo(1);
        assertThat(world.plugs.leftOpen()).isEqualTo(1);
      }
      driver.completeAll();
    }
  }

  @Test
  void startTimeOfARequestAllocatedInAdvanceIsItsFirstUse() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      try (Plug plug = world.plugs.open(2)) {
        queue.submit(world.read(0, 8), plug);
        world.pass(5_000_000);
        queue.submit(world.read(100, 8), plug);
      }
      driver.completeAll();
      String[] stat = LinuxFormat.stat(queue.metrics().disk()).trim().split(" +", -1);
      assertThat(stat[0]).as("reads").isEqualTo("2");
      assertThat(stat[3]).as("milliseconds").isEqualTo("5");
    }
  }

  @Test
  void plugMayForbidWaiting() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver);
      List<BioStatus> ended = new ArrayList<>();
      queue.submit(world.read(0, 8));
      try (Plug plug = world.plugs.open().noWait()) {
        queue.submit(world.read(100, 8).onEnd(bio -> ended.add(bio.status())), plug);
      }
      assertThat(ended).containsExactly(BioStatus.AGAIN);
      queue.submit(world.read(100, 8).onEnd(bio -> ended.add(bio.status())));
      driver.completeAll();
      assertThat(ended).containsExactly(BioStatus.AGAIN, BioStatus.OK);
    }
  }

  // The flush of a plug to the driver.

  @Test
  void eachHardwareQueueIsToldItsLastRequest() {
    try (var world = QueueWorld.virtual().stripes(2)) {
      var driver = new HeldDriver(32).hardwareQueues(2);
      BlockQueue queue = world.queue(driver);
      Task apart = world.newTask("apart", 1);
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(100, 8), plug);
        queue.submit(world.read(200, 8).task(apart), plug);
        queue.submit(world.read(300, 8), plug);
      }
      assertThat(driver.heldNames())
          .as("in order of submission, whatever the stripe")
          .containsExactly("READ 0+8", "READ 100+8", "READ 200+8", "READ 300+8");
      assertThat(driver.held)
          .extracting(HeldDriver.Given::last)
          .containsExactly(false, false, false, true);
      assertThat(driver.commitOrder).containsExactly("commit 0 after 2", "commit 1 after 3");
      driver.completeAll();
      apart.exit();
    }
  }

  @Test
  void busyDriverIsToldTheEndOfTheBatchAndTheRestIsInserted() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      driver.answer = rq -> driver.history.size() < 2 ? BioStatus.OK : BioStatus.DEV_RESOURCE;
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < 5; i++) {
          queue.submit(world.read(i * 100L, 8), plug);
        }
      }
      assertThat(driver.heldNames()).containsExactly("READ 0+8", "READ 100+8");
      assertThat(driver.commitOrder).startsWith("commit 0 after 2");
      CoreHardwareQueue hctx = queue.hardwareQueues()[0];
      assertThat(hctx.dispatchSize()).as("the one that was refused").isEqualTo(1);
      assertThat(hctx.software().size()).isEqualTo(2);
      driver.answer = rq -> BioStatus.OK;
      driver.completeAll();
      assertThat(driver.history)
          .containsExactly("READ 0+8", "READ 100+8", "READ 200+8", "READ 300+8", "READ 400+8");
    }
  }

  @Test
  void errorOfTheLastRequestStillTellsTheDriverTheEndOfTheBatch() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      driver.answer = rq -> rq.offset() / 512 == 100 ? BioStatus.MEDIUM : BioStatus.OK;
      List<BioStatus> ended = new ArrayList<>();
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(100, 8).onEnd(bio -> ended.add(bio.status())), plug);
      }
      assertThat(ended).containsExactly(BioStatus.MEDIUM);
      assertThat(driver.commitOrder).containsExactly("commit 0 after 1");
      driver.completeAll();
    }
  }

  @Test
  void threadThatIsAboutToWaitLeavesIssuingToTheRun() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      long runs = queue.hardwareQueues()[0].runs().count();
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(100, 8), plug);
        assertThat(queue.admin().awaitFrozen(java.time.Duration.ZERO)).isFalse();
        assertThat(driver.held).hasSize(2);
        assertThat(queue.hardwareQueues()[0].runs().count()).isGreaterThan(runs);
      }
      driver.completeAll();
    }
  }

  /** Driver that takes requests from an offered list in the way that a test defines. */
  private static final class ListDriver extends HeldDriver {
    Consumer<OfferedRequests> take = list -> {};
    final List<Integer> offered = new ArrayList<>();

    ListDriver(int depth) {
      super(depth);
      with(DriverFeature.LISTS);
    }

    @Override
    public void queueRequests(OfferedRequests requests) {
      offered.add(requests.size());
      take.accept(requests);
    }

    void takeFirst(OfferedRequests requests) {
      DriverRequest rq = requests.take();
      if (rq == null) {
        throw new IllegalStateException("nothing to take");
      }
      queueRequest(hardwareQueues[rq.hardwareQueueIndex()], rq, false);
    }
  }

  private static void submitThroughPlug(QueueWorld world, BlockQueue queue, int count) {
    try (Plug plug = world.plugs.open()) {
      for (int i = 0; i < count; i++) {
        queue.submit(world.read(i * 100L, 8), plug);
      }
    }
  }

  @Test
  void requestsThatADriverLeavesInAListAreIssuedOneByOne() {
    try (var world = QueueWorld.virtual()) {
      var driver = new ListDriver(32);
      BlockQueue queue = world.queue(driver);
      driver.take =
          list -> {
            driver.takeFirst(list);
            driver.takeFirst(list);
          };
      submitThroughPlug(world, queue, 4);
      assertThat(driver.offered).containsExactly(4);
      assertThat(driver.heldNames())
          .containsExactly("READ 0+8", "READ 100+8", "READ 200+8", "READ 300+8");
      assertThat(driver.held)
          .extracting(HeldDriver.Given::last)
          .containsExactly(false, false, false, true);
      driver.completeAll();
      driver.inline();
      submitThroughPlug(world, queue, 2);
      assertThat(driver.history).hasSize(6);
    }
  }

  @Test
  void listsAreNotOfferedUnderAnElevatorWhileWaitingOrWhenQuiesced() {
    try (var world = QueueWorld.virtual().with(new ListElevatorType())) {
      var driver = new ListDriver(32);
      BlockQueue queue = world.queue(driver);
      var sharing = new ListDriver(32);
      sharing.of(new HostTags("host"));
      submitThroughPlug(world, world.queue(sharing), 2);
      assertThat(sharing.offered).isEmpty();
      sharing.completeAll();
      queue.admin().switchElevator("list");
      submitThroughPlug(world, queue, 2);
      driver.completeAll();
      queue.admin().switchElevator("none");
      assertThat(driver.offered).isEmpty();
      queue.admin().quiesce();
      submitThroughPlug(world, queue, 2);
      assertThat(driver.offered).isEmpty();
      assertThat(driver.held).isEmpty();
      queue.admin().unquiesce();
      assertThat(driver.held).hasSize(2);
      driver.completeAll();
    }
  }

  @Test
  void requestsMishandledInAListEndWithAnError() {
    try (var world = QueueWorld.virtual()) {
      var driver = new ListDriver(32);
      BlockQueue queue = world.queue(driver);
      List<String> ended = new ArrayList<>();
      driver.take =
          list -> {
            // The driver takes and starts the first request correctly, takes the second but never
            // starts it, and starts the third without taking it.
            DriverRequest first = list.take();
            DriverRequest second = list.take();
            DriverRequest third = list.first();
            if (first == null || second == null || third == null) {
              throw new IllegalStateException("four were offered");
            }
            driver.queueRequest(driver.hardwareQueues[0], first, false);
            third.start();
            throw new IllegalStateException("and it throws");
          };
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < 4; i++) {
          queue.submit(
              world
                  .read(i * 100L, 8)
                  .onEnd(bio -> ended.add(bio.offset() / 512 + " " + bio.status())),
              plug);
        }
      }
      assertThat(ended).containsExactly("100 IOERR", "200 IOERR");
      assertThat(driver.heldNames()).containsExactly("READ 0+8", "READ 300+8");
      driver.completeAll();
      world.expectErrors("and it throws", "taken and not started", "started and left");
    }
  }

  /**
   * Requests that a plug allocated in advance hold usage units. A switch waits until the plug has
   * returned them.
   */
  @Test
  @Timeout(60)
  void switchingWhilePlugsHoldRequestsAllocatedInAdvanceNeverStalls() throws InterruptedException {
    try (var world = QueueWorld.real()) {
      var recording = new RecordingElevatorType();
      world.with(new ListElevatorType()).with(recording);
      var driver = new RaceTest.ThreadedDriver(64, 1, 0, 0);
      BlockQueue queue = world.queue(driver);
      recording.queue = queue;
      var over = new AtomicBoolean();
      var ended = new AtomicLong();
      var failure = new AtomicReference<Throwable>();
      long[] submitted = {0};
      Thread submitter =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> failure.set(e))
              .start(() -> {
                Task task = world.newTask("bursts", 0);
                while (!over.get()) {
                  try (Plug plug = world.plugs.open(32)) {
                    for (int i = 0; i < 5; i++) {
                      submitted[0]++;
                      queue.submit(
                          world.read(i * 100L, 8).task(task).onEnd(bio -> ended.incrementAndGet()),
                          plug);
                    }
                    if (submitted[0] % 35 == 0) {
                      // Waits for a bio while the plug is open: the requests allocated in advance
                      // must not block a freeze for ever.
                      queue.submitAndWait(world.read(900, 8).task(task));
                    }
                  }
                }
                task.exit();
              });
      for (int i = 0; i < 150; i++) {
        queue.admin().switchElevator(i % 3 == 0 ? "recording" : i % 3 == 1 ? "none" : "list");
      }
      over.set(true);
      submitter.join();
      queue.admin().startFreeze();
      queue.admin().awaitFrozen();
      queue.admin().unfreeze();
      driver.awaitIdle();
      RaceTest.atRest(queue);
      assertThat(failure.get()).isNull();
      assertThat(ended.get()).isEqualTo(submitted[0]);
      assertThat(recording.violations).isEmpty();
      assertThat(recording.finished.get()).isEqualTo(recording.prepared.get());
    }
  }
}
