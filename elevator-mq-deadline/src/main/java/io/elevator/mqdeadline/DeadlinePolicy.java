package io.elevator.mqdeadline;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.spi.Attachment;
import io.elevator.spi.Clock;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The policy of mq-deadline, for one thread at a time: everything that decides, nothing that locks
 * or keeps accounts. {@link MqDeadline} is what a queue uses. Behaviour: Linux 6.1 mq-deadline for
 * drives that are not zoned.
 *
 * <p>Two things are for any thread. {@link #finish} only raises a counter that is atomic. {@link
 * #hasWork} reads the number of waiting requests, written in opaque mode by whoever inserts or
 * dispatches. It need not see an insertion that runs beside it, as every insertion is followed by a
 * request for a run: whoever runs because of that request comes after the insertion in
 * happens-before order, so it reads this count or a later one, and the count falls to 0 only when a
 * dispatch has taken the last request.
 */
class DeadlinePolicy extends Elevator {
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

  // Life.

  @Override
  public final Object newRequestData(Request rq) {
    return new DeadlineRequest();
  }

  @Override
  public void initHardwareQueue(HardwareQueue hctx) {
    depthUpdated(hctx);
  }

  /** Gives writes all tags again; a value that was written before is lost, as in Linux 6.1. */
  @Override
  public void depthUpdated(HardwareQueue hctx) {
    tunables.asyncDepth(attachment.nrRequests());
    // The limit for one word is as low as 1 with a small async_depth.
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
   * Spreads async_depth over the words of the tag map, for everything but plain reads. Unsigned
   * 32-bit arithmetic: a huge async_depth overflows as in Linux 6.1, to no limit at worst.
   */
  @Override
  public final int limitDepth(Bio bio) {
    if ((bio.opAndFlags() & BioFlags.OPERATION_MASK) == Operation.READ.code()) {
      return 0;
    }
    int nrRequests = attachment.nrRequests();
    int perWord = tunables.asyncDepth() << attachment.hardwareQueue(0).tagWordShift();
    return Integer.divideUnsigned(perWord + nrRequests - 1, nrRequests);
  }

  @Override
  public boolean bioMerge(Bio bio, RequestList absorbed, long now) {
    return attachment.tryMerge(bio, absorbed, now);
  }

  @Override
  public final @Nullable Request findFrontMerge(Bio bio, long now) {
    if (!tunables.frontMerges()) {
      return null;
    }
    int direction = BioFlags.isWrite(bio.opAndFlags()) ? Level.WRITE : Level.READ;
    Level level = levels[Level.indexOf(bio.priority())];
    Request rq = level.sorted(direction).find(bio.endSector());
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
    // A request that is being inserted is not sorted yet and has no deadline to hand on.
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
      // Without memory for a larger tree the request goes out ahead of those that are sorted.
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
      // Nothing waits at any level, so there is nothing that asking them would change.
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

  /** Whether the deadline of a request that was just handed out has passed. */
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
   * Returns the tick of an entry into the elevator. Two threads may enter in another order than
   * they read the clock; time does not run backwards for that.
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
