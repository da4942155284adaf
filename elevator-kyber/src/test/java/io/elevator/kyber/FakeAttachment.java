package io.elevator.kyber;

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
import org.jspecify.annotations.Nullable;

/**
 * An attachment to nothing: a clock set by hand, a timer that fires when the clock passes it, and a
 * merge that knows back merges only.
 */
final class FakeAttachment extends Attachment implements Clock {
  /** The clock. */
  volatile long now = 1_000_000_000L;

  /** Tick at the clock's start. */
  long firstTick = 1000;

  boolean listening;
  final List<String> decisions = new ArrayList<>();
  final FakeHardwareQueue[] hctxs;
  final int stripes;
  @Nullable FakeTimer timer;

  /** Length of the list and bound of the last merge attempt. */
  @Nullable String lastMerge;

  FakeAttachment(int hardwareQueues, int stripes) {
    this.stripes = stripes;
    hctxs = new FakeHardwareQueue[hardwareQueues];
    for (int i = 0; i < hardwareQueues; i++) {
      hctxs[i] = new FakeHardwareQueue(i);
    }
  }

  /** A timer fired by {@link #advance}; armed by any thread. */
  static final class FakeTimer extends Timer {
    private final Callback callback;
    private long expiry;
    private boolean armed;
    boolean closed;
    int armings;

    FakeTimer(Callback callback) {
      this.callback = callback;
    }

    @Override
    public synchronized void arm(long nanos) {
      expiry = nanos;
      armed = true;
      armings++;
    }

    @Override
    public synchronized boolean cancel() {
      boolean was = armed;
      armed = false;
      return was;
    }

    @Override
    public synchronized boolean isArmed() {
      return armed;
    }

    @Override
    public synchronized long expiryNanos() {
      return expiry;
    }

    @Override
    public synchronized void close() {
      armed = false;
      closed = true;
    }
  }

  /** Moves the clock on, firing the timer on the way. */
  void advance(long nanos) {
    long end = now + nanos;
    FakeTimer one = timer;
    while (one != null && one.isArmed() && one.expiryNanos() <= end) {
      now = Math.max(now, one.expiryNanos());
      one.cancel();
      one.callback.fired(now);
    }
    now = end;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long tick(long nanos) {
    return firstTick + Math.floorDiv(nanos - 1_000_000_000L, TICK_NANOS);
  }

  @Override
  public long nanosOfTick(long tick) {
    return 1_000_000_000L + (tick - firstTick) * TICK_NANOS;
  }

  @Override
  public Clock clock() {
    return this;
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    FakeTimer one = new FakeTimer(callback);
    timer = one;
    return one;
  }

  @Override
  public String queueName() {
    return "fake";
  }

  @Override
  public int hardwareQueues() {
    return hctxs.length;
  }

  @Override
  public HardwareQueue hardwareQueue(int index) {
    return hctxs[index];
  }

  @Override
  public int stripes() {
    return stripes;
  }

  @Override
  public boolean isGroupScheduling() {
    return false;
  }

  @Override
  public boolean tryListMerge(RequestList list, Bio bio, int most, long now) {
    lastMerge = list.size() + " of which " + most;
    int left = most;
    for (Request rq = list.last(); rq != null && left > 0; rq = list.previous(rq), left--) {
      if (rq.endSector() == bio.sector()) {
        ((FakeRequest) rq).grow((int) bio.sectors());
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isListening() {
    return listening;
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long when) {
    decisions.add(decision + " " + value + " " + reason);
  }

  @Override
  public QueueIdentity queue() {
    throw notAsked();
  }

  @Override
  public QueueLimits limits() {
    throw notAsked();
  }

  @Override
  public boolean isRotational() {
    throw notAsked();
  }

  @Override
  public int nrRequests() {
    throw notAsked();
  }

  @Override
  public void runHardwareQueues() {
    throw notAsked();
  }

  @Override
  public Icq lookupIcq(Bio bio) {
    throw notAsked();
  }

  @Override
  public boolean mayMerge(Request rq, Bio bio) {
    throw notAsked();
  }

  @Override
  public boolean isMergeable(Request rq) {
    throw notAsked();
  }

  @Override
  public boolean tryMerge(Bio bio, RequestList absorbed, long now) {
    throw notAsked();
  }

  @Override
  public boolean tryInsertMerge(Request rq, RequestList absorbed, long now) {
    throw notAsked();
  }

  @Override
  public void queued(Request rq) {
    throw notAsked();
  }

  @Override
  public void forget(Request rq) {
    throw notAsked();
  }

  @Override
  public void dispatched(Request rq) {
    throw notAsked();
  }

  @Override
  public void report(String where, Throwable defect) {
    throw new AssertionError(where, defect);
  }

  private static UnsupportedOperationException notAsked() {
    return new UnsupportedOperationException("kyber has no business with this");
  }
}
