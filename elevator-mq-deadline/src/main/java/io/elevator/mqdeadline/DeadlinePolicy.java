package io.elevator.mqdeadline;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Clock;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of mq-deadline without lock and statistics: the code that decides the order of
 * requests. {@link MqDeadline}, the class that a queue uses, adds the lock and the statistics of
 * tasks. Behaviour: Linux 6.1 mq-deadline for drives that are not zoned.
 *
 * <p>Only one thread at a time may call the hooks. Two hooks are exceptions that any thread may
 * call: {@link #finish}, which increments an atomic counter, and {@link #hasWork}, which reads the
 * number of waiting requests. Insertions and dispatches write that number in opaque mode. {@link
 * #hasWork} may miss a concurrent insertion without harm: the queue asks for a run after each
 * insertion, and that run comes after the insertion in happens-before order. The run therefore
 * reads the number that the insertion wrote or a later one, and the number falls to 0 only when a
 * dispatch has taken the last request.
 */
class DeadlinePolicy extends Elevator implements BioMerger, DepthLimiter {
  private static final VarHandle WAITING;

  static {
    try {
      WAITING = MethodHandles.lookup().findVarHandle(DeadlinePolicy.class, "waiting", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Level[] levels = {new Level(), new Level(), new Level()};
  final Tunables tunables = new Tunables();
  final Sweep sweep = new Sweep(levels, tunables);

  private final Attachment attachment;
  private final Clock clock;
  private int waiting;
  private long latest;
  private long latestTick;

  DeadlinePolicy(Attachment attachment) {
    this.attachment = attachment;
    this.clock = attachment.clock();
  }

  // Attaching and detaching.

  @Override
  public final Object newRequestData(Request rq) {
    return new DeadlineRequest();
  }

  @Override
  public void initHardwareQueue(HardwareQueue hctx) {
    depthUpdated(hctx);
  }

  /**
   * Resets {@code async_depth} to the number of scheduler tags. A value that the user wrote before
   * is lost, as in Linux 6.1.
   */
  @Override
  public void depthUpdated(HardwareQueue hctx) {
    tunables.asyncDepth(attachment.nrRequests());
    // If async_depth is small, limitDepth may return a limit of only 1 tag per word.
    hctx.announceShallowDepth(1);
  }

  @Override
  public void exit() {
    for (int i = 0; i < levels.length; i++) {
      Level level = levels[i];
      if (!level.isEmpty() || level.queued() != 0) {
        throw new IllegalStateException(
            "mq-deadline of "
                + attachment.queueName()
                + " ends with requests at level "
                + i
                + ": "
                + (level.head.size()
                    + level.fifo(Level.READ).size()
                    + level.fifo(Level.WRITE).size())
                + " waiting, "
                + level.ownedByDriver()
                + " at the drive");
      }
    }
  }

  // Submission.

  /**
   * Returns the limit of tags in each word of the tag bitmap that corresponds to {@code
   * async_depth}, or 0 (no limit) for a plain read. The arithmetic is unsigned and 32 bits wide. So
   * a huge {@code async_depth} overflows as in Linux 6.1; in the worst case there is no limit.
   */
  @Override
  public final int limitDepth(SubmittedBio bio) {
    if ((bio.opAndFlags() & BioFlags.OPERATION_MASK) == Operation.READ.code()) {
      return 0;
    }
    int nrRequests = attachment.nrRequests();
    int perWord = tunables.asyncDepth() << attachment.hardwareQueue(0).tagWordShift();
    return Integer.divideUnsigned(perWord + nrRequests - 1, nrRequests);
  }

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    return attachment.tryMerge(bio, absorbed, now);
  }

  @Override
  public final @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
    if (!tunables.frontMerges()) {
      return null;
    }
    int direction = BioFlags.isWrite(bio.opAndFlags()) ? Level.WRITE : Level.READ;
    Level level = levels[Level.indexOf(bio.priority())];
    Request rq = level.sorted(direction).find(bio.endSortKey());
    return rq != null && attachment.mayMerge(rq, bio) ? rq : null;
  }

  @Override
  public final void requestMerged(Request rq, MergeKind kind, long now) {
    if (kind == MergeKind.FRONT) {
      levelOf(rq).resort(rq);
    }
  }

  @Override
  public final void requestsMerged(Request rq, Request absorbed, long now) {
    Level level = levelOf(absorbed);
    level.countMerged();
    // A request that is absorbed during its own insertion is not sorted yet, and has no deadline
    // that the other request could take over.
    if (DeadlineRequest.of(absorbed).sorted) {
      level.removeAbsorbed(absorbed, rq);
      waiting(waiting - 1);
    }
  }

  @Override
  public final @Nullable Request formerRequest(Request rq) {
    return DeadlineRequest.of(rq).sorted ? sortedWith(rq).previous(rq) : null;
  }

  @Override
  public final @Nullable Request nextRequest(Request rq) {
    return DeadlineRequest.of(rq).sorted ? sortedWith(rq).next(rq) : null;
  }

  @Override
  public final void prepare(Request rq, long now) {
    DeadlineRequest.of(rq).level = null;
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    long tick = tick(now);
    for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
      insert(rq, atHead, absorbed, tick, now);
    }
  }

  private void insert(Request rq, boolean atHead, RequestList absorbed, long tick, long now) {
    DeadlineRequest data = DeadlineRequest.of(rq);
    Level level = data.level;
    if (level == null) {
      level = levels[Level.indexOf(rq.priority())];
      data.level = level;
      level.countInserted();
    }
    if (attachment.tryInsertMerge(rq, absorbed, now)) {
      return;
    }
    if (atHead) {
      level.head.addFirst(rq);
      data.deadline = tick;
    } else {
      insertSorted(rq, data, level, tick);
    }
    waiting(waiting + 1);
  }

  private void insertSorted(Request rq, DeadlineRequest data, Level level, long tick) {
    int direction = Level.directionOf(rq);
    try {
      level.add(rq, direction);
    } catch (OutOfMemoryError e) {
      // There is no memory to enlarge the tree. The request goes to the head list instead and is
      // dispatched before all sorted requests.
      attachment.report("insert", e);
      level.head.addLast(rq);
      data.deadline = tick;
      return;
    }
    data.deadline = tick + tunables.expireTicks(direction);
    attachment.queued(rq);
  }

  // Dispatch.

  @Override
  public final boolean hasWork(HardwareQueue hctx) {
    return (int) WAITING.getOpaque(this) != 0;
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    if (waiting == 0) {
      // No request waits at any level, so the sweep would choose none and would change no state.
      return null;
    }
    Request rq = sweep.next(tick(now));
    if (rq != null) {
      levelOf(rq).countDispatched();
      waiting(waiting - 1);
      attachment.dispatched(rq);
    }
    return rq;
  }

  /**
   * Returns true if the deadline of a request had passed at the last call of {@link #insert} or
   * {@link #dispatch}.
   */
  final boolean isOverdue(Request rq) {
    return DeadlineRequest.of(rq).deadline - latestTick <= 0;
  }

  // Completion.

  @Override
  public final void finish(Request rq, long now) {
    Level level = DeadlineRequest.of(rq).level;
    if (level != null) {
      level.countCompleted();
    }
  }

  // Attributes.

  @Override
  public String show(String attribute) {
    return tunables.show(attribute);
  }

  @Override
  public void store(String attribute, String text, long now) {
    tunables.store(attribute, text);
  }

  private SectorTree sortedWith(Request rq) {
    return levelOf(rq).sorted(Level.directionOf(rq));
  }

  private static Level levelOf(Request rq) {
    Level level = DeadlineRequest.of(rq).level;
    if (level == null) {
      throw new IllegalStateException("request " + rq + " was never inserted");
    }
    return level;
  }

  /**
   * Returns the tick of the current hook call. Threads may enter the elevator in another order than
   * the one in which they read the clock, so this method never returns an earlier tick than before.
   */
  private long tick(long now) {
    latest = Math.max(latest, now);
    latestTick = clock.tick(latest);
    return latestTick;
  }

  private void waiting(int count) {
    WAITING.setOpaque(this, count);
  }
}
