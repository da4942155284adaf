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
 * A plug: requests held back by the thread that opened it. The list is guarded by {@link #lock}, a
 * leaf, for the sake of the timer alone, which flushes a plug that was left open; all else is the
 * opening thread's.
 */
public final class CorePlug implements Plug, OpenPlug {
  private static final int MOST = 32;
  private static final int MOST_SEVERAL_QUEUES = 64;
  private static final long FLUSH_BYTES = 131072;
  private static final long LEFT_OPEN_NANOS = 10_000_000;

  /** What the plugs of one block layer have in common. Thread-safe. */
  public static final class Layer {
    private final TimeBase time;
    private final AtomicLong leftOpen = new AtomicLong();

    /** Makes the common part. */
    public Layer(TimeBase time) {
      this.time = time;
    }

    /** Opens a plug for the calling thread; if it has one open, a nested one that does nothing. */
    public Plug open() {
      return open(1);
    }

    /**
     * As {@link #open()}, for a number of I/Os.
     *
     * @param expected from 1
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

    /** Returns how many plugs the timer had to flush. */
    public long leftOpen() {
      return leftOpen.get();
    }
  }

  private final Layer layer;
  private final @Nullable CorePlug outer;
  private final Thread owner = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final RequestList held = new RequestList();

  /** Made ahead for I/Os to come; guarded by {@link #lock} as well. */
  private final RequestList cache = new RequestList();

  /** How many are in it, read without the lock by the opening thread. */
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
   * Returns the plug that a bio submitted with this one goes to, or null if it is closed.
   *
   * @throws IllegalStateException if the calling thread did not open it
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

  /** Whether its bios end instead of waiting. */
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

  /** Returns how many I/Os are to follow for which nothing was made ahead. */
  int expected() {
    return expected;
  }

  /** Takes the number, for once. */
  int takeExpected() {
    int taken = expected;
    expected = 1;
    return taken;
  }

  int[] tagScratch() {
    return tagScratch;
  }

  /** Keeps a request that was made ahead. */
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

  /** Takes a request that was made ahead and suits a bio, or null. */
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

  /** Looks at the newest request of a queue for one that takes the bio. */
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

  /** Adds a request, after what has to be flushed before it. The thread is inside. */
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
        flush(activation, true);
      }
    }
  }

  /**
   * Hands on what is held and gives back what was made ahead. The thread, which may be the timer's,
   * is inside.
   *
   * @param waiting whether the thread is about to wait, and leaves the driver to the runs that
   *     follow
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
