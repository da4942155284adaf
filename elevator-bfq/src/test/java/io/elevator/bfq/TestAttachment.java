package io.elevator.bfq;

import io.elevator.api.Bio;
import io.elevator.api.QueueLimits;
import io.elevator.spi.Attachment;
import io.elevator.spi.Clock;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import java.util.ArrayList;
import java.util.List;

/** The queue as BFQ sees it on a bench: time is a number, runs are counted, nothing merges. */
final class TestAttachment extends Attachment {
  final List<String> decisions = new ArrayList<>();
  final List<TestTimer> timers = new ArrayList<>();
  final TestHardwareQueue hctx;
  final long startNanos;
  final long startTick;
  private final boolean rotational;
  private final int nrRequests;
  private final QueueIdentity identity = new QueueIdentity(0) {};
  long now;
  int runs;
  boolean listening;
  boolean groupScheduling;

  TestAttachment(boolean rotational, int nrRequests, long startNanos, long startTick) {
    this.rotational = rotational;
    this.nrRequests = nrRequests;
    this.startNanos = startNanos;
    this.startTick = startTick;
    now = startNanos;
    hctx = new TestHardwareQueue(nrRequests);
  }

  private final Clock clock =
      new Clock() {
        @Override
        public long now() {
          return now;
        }

        @Override
        public long tick(long nanos) {
          return startTick + Math.floorDiv(nanos - startNanos, TICK_NANOS);
        }

        @Override
        public long nanosOfTick(long tick) {
          return startNanos + (tick - startTick) * TICK_NANOS;
        }
      };

  @Override
  public QueueIdentity queue() {
    return identity;
  }

  @Override
  public String queueName() {
    return "bench";
  }

  @Override
  public QueueLimits limits() {
    return QueueLimits.builder().build();
  }

  @Override
  public boolean isRotational() {
    return rotational;
  }

  @Override
  public int nrRequests() {
    return nrRequests;
  }

  @Override
  public int hardwareQueues() {
    return 1;
  }

  @Override
  public HardwareQueue hardwareQueue(int index) {
    return hctx;
  }

  @Override
  public int stripes() {
    return 1;
  }

  @Override
  public boolean isGroupScheduling() {
    return groupScheduling;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    TestTimer timer = new TestTimer(callback);
    timers.add(timer);
    return timer;
  }

  @Override
  public void runHardwareQueues() {
    runs++;
  }

  @Override
  public Icq lookupIcq(Bio bio) {
    return ((TestTask) bio.task()).icq;
  }

  @Override
  public boolean mayMerge(Request rq, Bio bio) {
    return false;
  }

  @Override
  public boolean isMergeable(Request rq) {
    return false;
  }

  @Override
  public boolean tryMerge(Bio bio, RequestList absorbed, long at) {
    return false;
  }

  @Override
  public boolean tryListMerge(RequestList list, Bio bio, int most, long at) {
    return false;
  }

  @Override
  public boolean tryInsertMerge(Request rq, RequestList absorbed, long at) {
    return false;
  }

  @Override
  public void queued(Request rq) {}

  @Override
  public void forget(Request rq) {}

  @Override
  public void dispatched(Request rq) {
    ((TestRequest) rq).markStarted();
  }

  @Override
  public boolean isListening() {
    return listening;
  }

  @Override
  public void decided(String decision, String reason, Icq icq, long value, long at) {
    decisions.add(decision + " " + reason);
  }

  @Override
  public void report(String where, Throwable defect) {
    throw new AssertionError(where, defect);
  }
}
