package io.elevator.kyber;

import io.elevator.api.BioFlags;
import io.elevator.api.Task;
import io.elevator.spi.Attachment;
import io.elevator.spi.AttributeText;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Clock;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of Kyber on one queue. Behaviour: Linux 6.1 kyber.
 *
 * <p>No lock covers the whole elevator. There are two orders of locks. Dispatch takes the lock of a
 * hardware queue, and then the lock of a stripe's staging lists (which insertion and merging take
 * alone) or of a token pool. The control loop takes its own lock, and then that of a token pool.
 *
 * <p>The fields of this class need no lock. Targets, the limit of asynchronous requests and {@code
 * lastHardwareQueues} are single values accessed in opaque mode, because any recent value is
 * acceptable. {@code armed} is set by compare-and-set, so that only one of several completing
 * threads arms the timer. The timer clears {@code armed} before it reads the samples. So a thread
 * that counts a sample after that read arms the timer again.
 */
final class KyberElevator extends Elevator implements BioMerger, DepthLimiter {
  static final String READ_TARGET = "read_lat_nsec";
  static final String WRITE_TARGET = "write_lat_nsec";

  private static final long TIMER_TICKS = 100;
  private static final int ASYNC_PERCENT = 75;
  private static final VarHandle ARMED;
  private static final VarHandle ASYNC_DEPTH;
  private static final VarHandle TARGET = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle LAST_HARDWARE_QUEUE =
      MethodHandles.arrayElementVarHandle(HardwareQueueState[].class);

  static {
    try {
      var lookup = MethodHandles.lookup();
      ARMED = lookup.findVarHandle(KyberElevator.class, "armed", boolean.class);
      ASYNC_DEPTH = lookup.findVarHandle(KyberElevator.class, "asyncDepth", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Attachment attachment;
  private final Supplier<ReentrantLock> locks;
  private final Clock clock;
  private final Timer timer;
  private final int stripes;
  private final TokenPool[] pools = new TokenPool[Domain.COUNT];
  private final LatencySamples samples;
  private final DepthControl control;
  private final AtomicReferenceArray<@Nullable HardwareQueueState> states;

  /**
   * The hardware queue into which requests of a stripe and domain were inserted last, indexed by
   * stripe and domain. A bio looks there for a request to merge with. Requests of one stripe and
   * domain always go to the same hardware queue; if that ever changed, a merge would be missed and
   * nothing else.
   */
  private final @Nullable HardwareQueueState[] lastHardwareQueues;

  private final long[] targets = new long[Domain.COUNT];
  private int asyncDepth;
  private boolean armed;

  KyberElevator(Attachment attachment) {
    this(attachment, ReentrantLock::new);
  }

  /**
   * Creates an elevator with the given kind of locks, so that the cost of locks can be measured.
   *
   * @param locks factory of the locks of hardware queues, stripes and token pools
   */
  KyberElevator(Attachment attachment, Supplier<ReentrantLock> locks) {
    this.attachment = attachment;
    this.locks = locks;
    clock = attachment.clock();
    stripes = attachment.stripes();
    int hardwareQueues = attachment.hardwareQueues();
    for (Domain domain : Domain.values()) {
      pools[domain.index] = new TokenPool(domain, hardwareQueues, stripes, locks.get());
      targets[domain.index] = domain.defaultTarget;
    }
    samples = new LatencySamples(stripes);
    control = new DepthControl(samples, pools, this::resized);
    states = new AtomicReferenceArray<>(hardwareQueues);
    lastHardwareQueues = new @Nullable HardwareQueueState[stripes * Domain.COUNT];
    timer = attachment.newTimer(this::timerFired);
  }

  // Attaching and detaching.

  @Override
  public Object newRequestData(Request rq) {
    return new KyberRequest();
  }

  /** Returns the data that Kyber keeps about a request. */
  static KyberRequest dataOf(Request rq) {
    if (rq.elevatorData() instanceof KyberRequest data) {
      return data;
    }
    throw new IllegalStateException("request " + rq + " is not prepared for kyber");
  }

  @Override
  public void initHardwareQueue(HardwareQueue hctx) {
    HardwareQueueState state = new HardwareQueueState(hctx, attachment, pools, stripes, locks);
    states.set(hctx.index(), state);
    hctx.elevatorData(state);
    depthUpdated(hctx);
  }

  @Override
  public void exitHardwareQueue(HardwareQueue hctx) {
    hctx.elevatorData(null);
  }

  @Override
  public void exit() {
    timer.close();
    for (int i = 0; i < states.length(); i++) {
      HardwareQueueState state = states.get(i);
      int left = state == null ? 0 : state.size();
      if (left != 0) {
        throw new IllegalStateException(
            "kyber leaves queue "
                + attachment.queueName()
                + " with "
                + left
                + " requests in hardware queue "
                + i
                + "; expected none");
      }
    }
  }

  @Override
  public void depthUpdated(HardwareQueue hctx) {
    int depth = (1 << hctx.tagWordShift()) * ASYNC_PERCENT / 100;
    ASYNC_DEPTH.setOpaque(this, depth);
    // With one tag per word, three quarters would be rounded down to 0, and 0 would mean no limit.
    if (depth != 0) {
      hctx.announceShallowDepth(depth);
    }
  }

  // Submission.

  @Override
  public int limitDepth(SubmittedBio bio) {
    return BioFlags.isSync(bio.opAndFlags()) ? 0 : (int) ASYNC_DEPTH.getOpaque(this);
  }

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    Task task = bio.task();
    if (task == null) {
      return false;
    }
    int stripe = Math.floorMod(task.stripe(), stripes);
    Domain domain = Domain.of(bio.opAndFlags());
    HardwareQueueState last =
        (HardwareQueueState)
            LAST_HARDWARE_QUEUE.getOpaque(lastHardwareQueues, stripe * Domain.COUNT + domain.index);
    return last != null && last.merge(attachment, stripe, domain, bio, now);
  }

  @Override
  public void prepare(Request rq, long now) {
    dataOf(rq).token = KyberRequest.NO_TOKEN;
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    HardwareQueueState state = stateOf(hctx);
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      int at = rq.stripe() * Domain.COUNT + Domain.of(rq.opAndFlags()).index;
      if (LAST_HARDWARE_QUEUE.getOpaque(lastHardwareQueues, at) != state) {
        LAST_HARDWARE_QUEUE.setRelease(lastHardwareQueues, at, state);
      }
    }
    state.insert(list, atHead);
  }

  // Dispatch.

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return stateOf(hctx).hasWork();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Like Linux 6.1 kyber, this hook does not mark the request as started. If the driver returns
   * the request and it is inserted again, bios can merge with it again.
   */
  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    Request rq = stateOf(hctx).dispatch(now);
    if (rq != null && rq.icq() instanceof KyberIcq icq) {
      icq.dispatched(Domain.of(rq.opAndFlags()));
    }
    return rq;
  }

  private static HardwareQueueState stateOf(HardwareQueue hctx) {
    if (hctx.elevatorData() instanceof HardwareQueueState state) {
      return state;
    }
    throw new IllegalStateException("hardware queue " + hctx.index() + " has no kyber");
  }

  // Completion.

  @Override
  public void completed(Request rq, long now) {
    Domain domain = Domain.of(rq.opAndFlags());
    long start = rq.startNanos();
    long issued = rq.issuedNanos();
    if (issued != 0 && rq.icq() instanceof KyberIcq icq) {
      icq.completed(domain, issued - start, now - issued);
    }
    if (domain == Domain.OTHER) {
      return;
    }
    long target = (long) TARGET.getOpaque(targets, domain.index);
    int stripe = rq.stripe();
    samples.add(stripe, domain, LatencyKind.TOTAL, elapsed(start, now), target);
    if (issued != 0) {
      samples.add(stripe, domain, LatencyKind.IO, elapsed(issued, now), target);
    }
    if (!(boolean) ARMED.getAcquire(this) && ARMED.compareAndSet(this, false, true)) {
      timer.arm(clock.nanosOfTick(clock.tick(now) + TIMER_TICKS));
    }
  }

  /**
   * Returns the time from {@code stamp} to {@code now} in nanoseconds, at least 0. The completing
   * thread may have read its clock before another thread took the stamp. The difference is then
   * negative, and as an unsigned number it would be the highest possible latency.
   */
  private static long elapsed(long stamp, long now) {
    return Math.max(now - stamp, 0);
  }

  @Override
  public void requeue(Request rq, long now) {
    release(rq);
  }

  @Override
  public void finish(Request rq, long now) {
    release(rq);
  }

  private void release(Request rq) {
    int token = dataOf(rq).token;
    if (token != KyberRequest.NO_TOKEN) {
      pools[Domain.of(rq.opAndFlags()).index].release(token, rq.stripe());
    }
  }

  // Control.

  private void timerFired(long now) {
    ARMED.setVolatile(this, false);
    control.evaluate(clock.tick(now), now);
  }

  private void resized(Domain domain, int depth, boolean congested, long now) {
    if (attachment.isListening()) {
      attachment.decided(
          KyberDecisions.depth(domain),
          congested ? KyberDecisions.DEVICE_CONGESTED : KyberDecisions.TARGET_MISSED,
          null,
          depth,
          now);
    }
  }

  // Attributes and state.

  @Override
  public String show(String attribute) {
    return Long.toUnsignedString((long) TARGET.getOpaque(targets, targetOf(attribute).index));
  }

  @Override
  public void store(String attribute, String text, long now) {
    Domain domain = targetOf(attribute);
    TARGET.setOpaque(targets, domain.index, AttributeText.unsigned64(attribute, text));
  }

  private static Domain targetOf(String attribute) {
    return switch (attribute) {
      case READ_TARGET -> Domain.READ;
      case WRITE_TARGET -> Domain.WRITE;
      default -> throw new NoSuchElementException("kyber has no attribute " + attribute);
    };
  }

  @Override
  public void describe(StateWriter out) {
    for (TokenPool pool : pools) {
      out.begin(pool.domain().label + "_tokens");
      pool.describe(out);
      out.end();
    }
    out.number("async_depth", (int) ASYNC_DEPTH.getOpaque(this));
    out.begin("control");
    for (int i = 0; i < Domain.TIMED; i++) {
      control.describe(Domain.at(i), out);
    }
    out.end();
    for (int i = 0; i < states.length(); i++) {
      HardwareQueueState state = states.get(i);
      if (state != null) {
        out.begin("hctx" + i);
        state.describe(out);
        out.end();
      }
    }
  }
}
