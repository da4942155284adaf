package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.Plug;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.OpenPlug;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueOfRequests;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A plug: requests that the thread which opened it holds back. {@link #lock}, which is taken last,
 * guards the list only because a timer flushes a plug that was left open; all other state belongs
 * to the opening thread.
 */
public final class CorePlug implements Plug, OpenPlug {
  private static final int MOST = 32;
  private static final int MOST_SEVERAL_QUEUES = 64;
  private static final long FLUSH_BYTES = 131072;
  private static final long LEFT_OPEN_NANOS = 10_000_000;

  /** State that all plugs of one block layer share. Thread-safe. */
  public static final class Layer {
    private final TimeBase time;
    private final AtomicLong leftOpen = new AtomicLong();

    /** Creates the shared state of the plugs of a block layer. */
    public Layer(TimeBase time) {
      this.time = time;
    }

    /**
     * Opens a plug for the calling thread. If the thread has an open plug, returns a nested plug
     * that does nothing.
     */
    public Plug open() {
      return open(1);
    }

    /**
     * Opens a plug for a known number of I/Os, so that their requests can be allocated together.
     *
     * @param expected number of I/Os to follow, from 1
     */
    public Plug open(int expected) {
      if (expected < 1) {
        throw new IllegalArgumentException("a plug for " + expected + " I/Os; expected 1 or more");
      }
      Activation activation = Activation.current();
      if (activation.plug() instanceof CorePlug open && open.layer == this) {
        return new CorePlug(this, open, 1);
      }
      CorePlug plug = new CorePlug(this, null, Math.min(expected, MOST));
      activation.plug(plug);
      return plug;
    }

    /** Returns the number of plugs that the timer had to flush. */
    public long leftOpen() {
      return leftOpen.get();
    }
  }

  private final Layer layer;
  private final @Nullable CorePlug outer;
  private final Thread owner = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final RequestList held = new RequestList();

  /** Requests allocated in advance for later I/Os; also guarded by {@link #lock}. */
  private final RequestList cache = new RequestList();

  /** Number of requests in {@link #cache}; the opening thread reads it without the lock. */
  private volatile int cached;

  private final int[] tagScratch;
  private final @Nullable Timer timer;
  private boolean watched;
  private boolean severalQueues;
  private boolean hasElevator;
  private boolean noWait;
  private int expected;
  private boolean closed;
  private long heldSince;

  private CorePlug(Layer layer, @Nullable CorePlug outer, int expected) {
    this.layer = layer;
    this.outer = outer;
    this.expected = expected;
    this.tagScratch = new int[expected > 1 ? expected : 0];
    this.timer = outer == null ? layer.time.newTimer(this::leftOpenDue) : null;
  }

  /**
   * Returns the plug that a bio submitted with this plug goes to, or null if this plug is closed.
   *
   * @throws IllegalStateException if the calling thread did not open this plug
   */
  public @Nullable CorePlug effective() {
    requireOwner();
    if (outer != null) {
      return closed ? null : outer.effective();
    }
    return closed ? null : this;
  }

  private void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "a plug of thread "
              + owner.getName()
              + " is used by "
              + Thread.currentThread().getName());
    }
  }

  @Override
  public int size() {
    if (outer != null) {
      return outer.size();
    }
    lock.lock();
    try {
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Plug noWait() {
    requireOwner();
    if (outer != null) {
      return outer.noWait();
    }
    noWait = true;
    return this;
  }

  /** Returns whether bios of this plug end with an error where they would have to wait. */
  boolean isNoWait() {
    return noWait;
  }

  @Override
  public void flush() {
    flush(false);
  }

  @Override
  public void flushToWait() {
    flush(true);
  }

  private void flush(boolean waiting) {
    requireOwner();
    if (outer != null) {
      outer.flush(waiting);
      return;
    }
    try (Activation activation = Activation.enter(layer.time)) {
      flush(activation, waiting);
    }
  }

  /** Returns the number of expected I/Os for which no request was allocated in advance yet. */
  int expected() {
    return expected;
  }

  /** Returns the number of expected I/Os and resets it to zero. */
  int takeExpected() {
    int taken = expected;
    expected = 1;
    return taken;
  }

  int[] tagScratch() {
    return tagScratch;
  }

  /** Stores a request that was allocated in advance. */
  void addCached(QueueRequest rq, long now) {
    lock.lock();
    try {
      if (held.isEmpty() && cache.isEmpty()) {
        heldSince = now;
      }
      rq.place = Place.PLUG;
      cache.addLast(rq);
      cached = cache.size();
      watch(now);
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns a request allocated in advance that suits a bio, or returns null. */
  @Nullable QueueRequest takeCached(CoreBio bio, CoreHardwareQueue hctx) {
    if (cached == 0) {
      return null;
    }
    lock.lock();
    try {
      QueueRequest rq = (QueueRequest) cache.first();
      if (rq == null
          || rq.home() != hctx
          || rq.stripe() != bio.stripe()
          || rq.task() != bio.task()
          || rq.group() != bio.group()
          || rq.isFlushType() != BioFlags.isFlushType(bio.opAndFlags())) {
        return null;
      }
      cache.remove(rq);
      cached = cache.size();
      rq.place = Place.HAND;
      return rq;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    requireOwner();
    if (closed) {
      return;
    }
    closed = true;
    if (outer != null) {
      return;
    }
    Activation activation = Activation.current();
    if (activation.plug() == this) {
      activation.plug(null);
    }
    flush();
    Timer watch = timer;
    if (watch != null) {
      watch.close();
    }
  }

  /** Tries to merge a bio into the newest plugged request of the bio's queue. */
  boolean merge(CoreBio bio, CoreHardwareQueue hctx, BioMerges merges) {
    lock.lock();
    try {
      QueueRequest newest = (QueueRequest) held.last();
      while (newest != null && newest.home().queue() != hctx.queue()) {
        newest = (QueueRequest) held.previous(newest);
      }
      return newest != null && merges.join(newest, bio);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds a request, after flushing requests that have to be flushed before it. The thread has
   * entered the library.
   */
  void add(QueueRequest rq, Activation activation) {
    if (isFull(rq.home().queue())) {
      flush(activation, false);
    }
    lock.lock();
    try {
      QueueRequest newest = (QueueRequest) held.last();
      hasElevator |= rq.pool().hasElevator();
      if (newest == null) {
        heldSince = activation.now();
      } else if (newest.home().queue() != rq.home().queue()) {
        severalQueues = true;
      }
      rq.place = Place.PLUG;
      held.addLast(rq);
      watch(activation.now());
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(QueueOfRequests queue) {
    lock.lock();
    try {
      QueueRequest newest = (QueueRequest) held.last();
      return newest != null
          && (held.size() >= (severalQueues ? MOST_SEVERAL_QUEUES : MOST)
              || (!queue.isMergingOff() && newest.length() >= FLUSH_BYTES));
    } finally {
      lock.unlock();
    }
  }

  private void watch(long now) {
    Timer watch = timer;
    if (!watched && watch != null) {
      watched = true;
      watch.arm(now + LEFT_OPEN_NANOS);
    }
  }

  private void leftOpenDue(long now) {
    boolean late;
    lock.lock();
    try {
      watched = false;
      boolean empty = held.isEmpty() && cache.isEmpty();
      late = !empty && now - heldSince >= LEFT_OPEN_NANOS;
      if (!late && !empty) {
        watch(heldSince);
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      layer.leftOpen.incrementAndGet();
      try (Activation activation = Activation.enter(layer.time)) {
        if (!layer.time.isVirtual()) {
          activation.servesTimers();
        }
        flush(activation, true);
      }
    }
  }

  /**
   * Inserts the plugged requests and gives back the requests allocated in advance. The caller,
   * possibly the timer thread, has entered the library.
   *
   * @param waiting whether the thread is about to wait, so that it leaves calling the driver to
   *     later runs
   */
  void flush(Activation activation, boolean waiting) {
    RequestList taken = activation.scratch.takeGroupList();
    RequestList unused = activation.scratch.takeGroupList();
    boolean direct;
    lock.lock();
    try {
      taken.moveAllFrom(held);
      unused.moveAllFrom(cache);
      cached = 0;
      direct = !waiting && !severalQueues && !hasElevator;
    } finally {
      lock.unlock();
    }
    QueueRequest any = (QueueRequest) taken.first();
    if (direct && any != null) {
      any.home().queue().issuePlugged(taken, activation);
    }
    insertInGroups(taken, waiting, activation);
    for (Request each = unused.removeFirst(); each != null; each = unused.removeFirst()) {
      QueueRequest ahead = (QueueRequest) each;
      ahead.home().queue().freeUnused(ahead, activation);
    }
    activation.scratch.giveGroupList(unused);
    activation.scratch.giveGroupList(taken);
  }

  private static void insertInGroups(RequestList taken, boolean waiting, Activation activation) {
    RequestList group = activation.scratch.takeGroupList();
    while (!taken.isEmpty()) {
      QueueRequest first = (QueueRequest) taken.first();
      if (first == null) {
        break;
      }
      CoreHardwareQueue hctx = first.home();
      int stripe = first.stripe();
      QueueRequest rq = first;
      while (rq != null) {
        QueueRequest next = (QueueRequest) taken.next(rq);
        if (rq.home() == hctx && rq.stripe() == stripe) {
          taken.remove(rq);
          rq.place = Place.HAND;
          group.addLast(rq);
        }
        rq = next;
      }
      hctx.queue().insertGroup(hctx, stripe, group, waiting, activation);
    }
    activation.scratch.giveGroupList(group);
  }
}
