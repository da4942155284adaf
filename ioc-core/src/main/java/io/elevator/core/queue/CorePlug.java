package io.elevator.core.queue;

import io.elevator.api.Plug;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.RequestList;
import io.elevator.spi.Timer;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A plug: requests held back by the thread that opened it. The list is guarded by {@link #lock}, a
 * leaf, for the sake of the timer alone, which flushes a plug that was left open; all else is the
 * opening thread's.
 */
public final class CorePlug implements Plug {
  private static final int MOST = 32;
  private static final int MOST_SEVERAL_QUEUES = 64;
  private static final long FLUSH_BYTES = 131072;
  private static final long LEFT_OPEN_NANOS = 10_000_000;

  /** What the plugs of one block layer have in common. Thread-safe. */
  public static final class Layer {
    private final TimeBase time;
    private final LongAdder leftOpen = new LongAdder();

    /** Makes the common part. */
    public Layer(TimeBase time) {
      this.time = time;
    }

    /** Opens a plug for the calling thread; if it has one open, a nested one that does nothing. */
    public Plug open() {
      Activation activation = Activation.current();
      CorePlug open = activation.plug();
      if (open != null && open.layer == this) {
        return new CorePlug(this, open);
      }
      CorePlug plug = new CorePlug(this, null);
      activation.plug(plug);
      return plug;
    }

    /** Returns how many plugs the timer had to flush. */
    public long leftOpen() {
      return leftOpen.sum();
    }
  }

  private final Layer layer;
  private final @Nullable CorePlug outer;
  private final Thread owner = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final RequestList held = new RequestList();
  private final @Nullable Timer timer;
  private boolean watched;
  private boolean severalQueues;
  private boolean closed;
  private long heldSince;

  private CorePlug(Layer layer, @Nullable CorePlug outer) {
    this.layer = layer;
    this.outer = outer;
    this.timer = outer == null ? layer.time.newTimer(this::leftOpenDue) : null;
  }

  /**
   * Returns the plug that a bio submitted with this one goes to, or null if it is closed.
   *
   * @throws IllegalStateException if the calling thread did not open it
   */
  @Nullable CorePlug effective() {
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
  public void flush() {
    requireOwner();
    if (outer != null) {
      outer.flush();
      return;
    }
    Activation activation = Activation.current();
    boolean was = activation.enter();
    try {
      flush(activation, layer.time.now());
    } finally {
      activation.leave(was);
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
  boolean merge(CoreBio bio, BlockQueue queue) {
    lock.lock();
    try {
      QueueRequest newest = (QueueRequest) held.last();
      while (newest != null && newest.home().queue() != queue) {
        newest = (QueueRequest) held.previous(newest);
      }
      return newest != null && queue.submitter().join(newest, bio);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a request, after what has to be flushed before it. The thread is inside. */
  void add(QueueRequest rq, Activation activation, long now) {
    if (isFull(rq.home().queue())) {
      flush(activation, now);
    }
    lock.lock();
    try {
      QueueRequest newest = (QueueRequest) held.last();
      if (newest == null) {
        heldSince = now;
      } else if (newest.home().queue() != rq.home().queue()) {
        severalQueues = true;
      }
      rq.place = Place.PLUG;
      held.addLast(rq);
      watch(now);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(BlockQueue queue) {
    lock.lock();
    try {
      QueueRequest newest = (QueueRequest) held.last();
      return newest != null
          && (held.size() >= (severalQueues ? MOST_SEVERAL_QUEUES : MOST)
              || (!queue.marks().isMergingOff() && newest.bytes() >= FLUSH_BYTES));
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
      late = !held.isEmpty() && now - heldSince >= LEFT_OPEN_NANOS;
      if (!late && !held.isEmpty()) {
        watch(heldSince);
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      layer.leftOpen.increment();
      Activation activation = Activation.current();
      boolean was = activation.enter();
      try {
        flush(activation, now);
      } finally {
        activation.leave(was);
      }
    }
  }

  /** Hands on what is held. The thread, which may be the timer's, is inside. */
  void flush(Activation activation, long now) {
    RequestList taken = activation.takeGroupList();
    lock.lock();
    try {
      taken.moveAllFrom(held);
    } finally {
      lock.unlock();
    }
    RequestList group = activation.takeGroupList();
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
      hctx.queue().submitter().insertGroup(hctx, stripe, group, activation, now);
    }
    activation.giveGroupList(group);
    activation.giveGroupList(taken);
  }
}
