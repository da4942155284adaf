package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoContext;
import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import io.elevator.core.flight.FlightRecordings;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/** The events that listeners receive and their order; a listener that fails does no harm. */
class QueueListenerTest {
  /** First reading of a virtual clock, in nanoseconds. */
  private static final long START = new VirtualTime().now();

  /** Records every event as text. Used in virtual time only, which has a single thread. */
  private static final class Diary implements QueueListener {
    final List<String> lines = new ArrayList<>();

    private void note(String event, Object what, long now) {
      lines.add(event + " " + what + " @" + (now - START));
    }

    private static String name(Bio bio) {
      return bio.operation() + " " + bio.offset() / 512 + "+" + bio.sectors();
    }

    @Override
    public void queued(Bio bio, long now) {
      note("queued", name(bio), now);
    }

    @Override
    public void tagged(RequestView rq, long now) {
      note("tagged", rq, now);
    }

    @Override
    public void inserted(RequestView rq, long now) {
      note("inserted", rq, now);
    }

    @Override
    public void merged(RequestView rq, Bio bio, long now) {
      note("merged", name(bio) + " into " + rq, now);
    }

    @Override
    public void absorbed(RequestView rq, long now) {
      note("absorbed", rq, now);
    }

    @Override
    public void issued(RequestView rq, long now) {
      note("issued", rq, now);
    }

    @Override
    public void requeued(RequestView rq, long now) {
      note("requeued", rq, now);
    }

    @Override
    public void completed(RequestView rq, BioStatus status, long now) {
      note("completed " + status, rq, now);
    }

    @Override
    public void switched(String from, String to, long beganNanos, long now) {
      note("switched from " + (beganNanos - START), from + " to " + to, now);
    }

    @Override
    public void switchFailed(String from, String to, Throwable reason, long beganNanos, long now) {
      note("switch failed", from + " to " + to + ": " + reason.getMessage(), now);
    }

    @Override
    public void contextExited(IoContext context, long now) {
      note("exit", context, now);
    }
  }

  @Test
  void listenerGetsTheEventsOfARequestWithARequeueInOrder() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      var diary = new Diary();
      queue.metrics().addListener(diary);
      world.pass(5);
      queue.submit(world.read(0, 8));
      world.pass(10);
      HeldDriver.Given given = driver.held.removeFirst();
      given.hctx().requeue(given.cookie(), true);
      world.virtualTime().runDeferred();
      world.pass(100);
      driver.completeFirst(BioStatus.MEDIUM);
      assertThat(diary.lines)
          .containsExactly(
              "queued READ 0+8 @5",
              "tagged READ 0+8 @5",
              "inserted READ 0+8 @5",
              "issued READ 0+8 @5",
              "requeued READ 0+8 @15",
              "inserted READ 0+8 @15",
              "issued READ 0+8 @15",
              "completed MEDIUM READ 0+8 @115");
    }
  }

  @Test
  void listenerGetsTheEventsOfPiecesMergesAndAnAbsorbedRequest() {
    try (var world = QueueWorld.virtual()) {
      QueueLimits limits = QueueLimits.builder().maxHwSectors(24).build();
      var driver = new HeldDriver(1).limits(limits);
      BlockQueue queue = world.queue(driver, new RecordingElevatorType());
      queue.admin().setAttribute("nr_requests", "8");
      queue.submit(world.read(1000, 8));
      // The elevator dispatches this request, but the driver has no free tag for it.
      queue.submit(world.read(2000, 8));
      var diary = new Diary();
      queue.metrics().addListener(diary);
      queue.submit(world.read(0, 8));
      queue.submit(world.read(16, 8));
      queue.submit(world.read(8, 8));
      queue.submit(world.read(100, 30));
      assertThat(diary.lines)
          .containsExactly(
              "queued READ 0+8 @0",
              "tagged READ 0+8 @0",
              "inserted READ 0+8 @0",
              "queued READ 16+8 @0",
              "tagged READ 16+8 @0",
              "inserted READ 16+8 @0",
              "queued READ 8+8 @0",
              "merged READ 8+8 into READ 0+16 @0",
              "absorbed READ 16+8 @0",
              "queued READ 100+24 @0",
              "tagged READ 100+24 @0",
              "inserted READ 100+24 @0",
              "queued READ 124+6 @0",
              "tagged READ 124+6 @0",
              "inserted READ 124+6 @0");
      driver.completeAll();
    }
  }

  @Test
  void withoutAnElevatorOnlyWaitingRequestsAreReportedAsInserted() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4);
      BlockQueue queue = world.queue(driver);
      var diary = new Diary();
      queue.metrics().addListener(diary);
      queue.submit(world.read(0, 8));
      queue.admin().stop(0);
      queue.submit(world.read(100, 8));
      queue.submit(world.read(108, 8));
      queue.admin().start(0);
      driver.completeAll();
      assertThat(diary.lines)
          .containsExactly(
              "queued READ 0+8 @0",
              "tagged READ 0+8 @0",
              "issued READ 0+8 @0",
              "queued READ 100+8 @0",
              "tagged READ 100+8 @0",
              "inserted READ 100+8 @0",
              "queued READ 108+8 @0",
              "merged READ 108+8 into READ 100+16 @0",
              "issued READ 100+16 @0",
              "completed OK READ 0+8 @0",
              "completed OK READ 100+16 @0");
    }
  }

  @Test
  void plugReportsMergesBeforeInserts() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline(), new ListElevatorType());
      var diary = new Diary();
      queue.metrics().addListener(diary);
      try (Plug plug = world.plugs.open()) {
        queue.submit(world.read(0, 8), plug);
        queue.submit(world.read(8, 8), plug);
      }
      assertThat(diary.lines)
          .containsExactly(
              "queued READ 0+8 @0",
              "tagged READ 0+8 @0",
              "queued READ 8+8 @0",
              "merged READ 8+8 into READ 0+16 @0",
              "inserted READ 0+16 @0",
              "issued READ 0+16 @0",
              "completed OK READ 0+16 @0");
    }
  }

  @Test
  void flushSequenceEndsOnceAndTheFlushRequestsAreReported() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      var diary = new Diary();
      var ledger = new ListenerLedger();
      queue.metrics().addListener(diary);
      queue.metrics().addListener(ledger);
      queue.submit(
          world
              .write(0, 8)
              .flags(io.elevator.api.BioFlags.PREFLUSH | io.elevator.api.BioFlags.FUA));
      for (int i = 0; i < 3; i++) {
        world.pass(7);
        driver.completeFirst();
      }
      assertThat(diary.lines)
          .containsExactly(
              "queued WRITE 0+8 @0",
              "tagged WRITE 0+8 @0",
              "issued FLUSH 0+0 @0",
              "completed OK FLUSH 0+0 @7",
              "issued WRITE 0+8 @7",
              "issued FLUSH 0+0 @14",
              "completed OK FLUSH 0+0 @21",
              "completed OK WRITE 0+8 @21");
      ledger.verify(queue);
    }
  }

  @Test
  void switchesAndFailedSwitchesAreReported() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      world.with(new ListElevatorType()).with(type);
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      var diary = new Diary();
      queue.metrics().addListener(diary);
      world.pass(3);
      queue.admin().switchElevator("list");
      queue.admin().switchElevator("list");
      type.failing = "attach";
      assertThatThrownBy(() -> queue.admin().switchElevator("recording"))
          .isInstanceOf(IllegalStateException.class);
      queue.admin().switchElevator("none");
      assertThat(diary.lines)
          .containsExactly(
              "switched from 3 none to list @3",
              "switch failed list to recording: attach fails on purpose @3",
              "switched from 3 list to none @3");
    }
  }

  @Test
  void exitIsReportedToTheQueuesOnWhichTheContextDidIo() {
    try (var world = QueueWorld.virtual()) {
      world.with(new RecordingElevatorType());
      BlockQueue first = world.queue(new HeldDriver(4).inline());
      BlockQueue second = world.queue(new HeldDriver(4).inline());
      first.admin().switchElevator("recording");
      second.admin().switchElevator("recording");
      var here = new Diary();
      var there = new Diary();
      first.metrics().addListener(here);
      second.metrics().addListener(there);
      Task task = world.newTask("leaves", 0);
      first.submitAndWait(world.read(0, 8).task(task));
      here.lines.clear();
      IoContext context = task.ioContext();
      world.pass(9);
      task.exit();
      assertThat(here.lines).containsExactly("exit " + context + " @9");
      assertThat(there.lines).isEmpty();
    }
  }

  @Test
  void listenerThatThrowsIsReportedAndTheOthersGetTheEvent() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline(), new ListElevatorType());
      QueueListener broken =
          new QueueListener() {
            @Override
            public void tagged(RequestView rq, long now) {
              throw new IllegalStateException("broken at tagged");
            }

            @Override
            public void completed(RequestView rq, BioStatus status, long now) {
              throw new AssertionError("broken at completed");
            }
          };
      var diary = new Diary();
      queue.metrics().addListener(broken);
      queue.metrics().addListener(diary);
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      assertThat(diary.lines).hasSize(5);
      world.expectErrors("listener: tagged", "listener: completed");
    }
  }

  @Test
  void listenerThatCallsBackIsRefusedInCheckedMode() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline(), new ListElevatorType());
      var second = world.read(100, 8);
      queue
          .metrics()
          .addListener(
              new QueueListener() {
                @Override
                public void completed(RequestView rq, BioStatus status, long now) {
                  queue.submit(second);
                }
              });
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      world.expectErrors("inside hook LISTENER: SUBMIT");
    }
  }

  @Test
  void flightRecordingsListenOnlyWhileARecordingRuns() {
    try (var world = QueueWorld.virtual();
        var recordings = new FlightRecordings();
        var first = new Recording();
        var second = new Recording()) {
      BlockQueue early = world.queue(new HeldDriver(4).inline());
      BlockQueue late = world.queue(new HeldDriver(4).inline());
      recordings.add(early);
      assertThat(early.listeners().isAny()).isFalse();
      first.start();
      assertThat(early.listeners().isAny()).isTrue();
      recordings.add(late);
      assertThat(late.listeners().isAny()).isTrue();
      second.start();
      first.stop();
      assertThat(early.listeners().isAny()).isTrue();
      recordings.remove(late);
      assertThat(late.listeners().isAny()).as("of a closed queue").isFalse();
      second.stop();
      assertThat(early.listeners().isAny()).isFalse();
    }
  }

  @Test
  void listenerAddedTwiceGetsEventsOnceAndNoneAfterRemoval() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline(), new ListElevatorType());
      var first = new Diary();
      var second = new Diary();
      queue.metrics().removeListener(first);
      queue.metrics().addListener(first);
      queue.metrics().addListener(second);
      queue.metrics().addListener(first);
      queue.submitAndWait(world.read(0, 8));
      assertThat(first.lines).hasSize(5).isEqualTo(second.lines);
      queue.metrics().removeListener(first);
      queue.submitAndWait(world.read(0, 8));
      assertThat(first.lines).hasSize(5);
      assertThat(second.lines).hasSize(10);
      queue.metrics().removeListener(second);
      assertThat(queue.listeners().isAny()).isFalse();
      queue.submitAndWait(world.read(0, 8));
      assertThat(second.lines).hasSize(10);
    }
  }
}
