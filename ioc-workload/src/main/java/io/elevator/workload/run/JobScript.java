package io.elevator.workload.run;

import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.SyncSpec;
import io.elevator.workload.job.VerifySpec;
import io.elevator.workload.memory.MemoryBudget;
import io.elevator.workload.pattern.IoPattern;
import io.elevator.workload.pattern.IoUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sequence of a job's steps: the I/Os of its pattern, pass after pass, flushes between them, and
 * reads that verify what was written. Not thread-safe; allocates nothing per I/O unless blocks are
 * verified.
 */
final class JobScript {
  /** Kind of a step of a job. */
  enum Step {
    /** IO: an I/O of the pattern. */
    IO,
    /** READ_BACK: a read of a block that was written, to verify it. */
    READ_BACK,
    /** FLUSH: a flush of a file. */
    FLUSH,
    /** LAST_FLUSH: a flush of a file after its last write. */
    LAST_FLUSH,
    /** DRAIN: no step is possible until every I/O in flight has ended. */
    DRAIN,
    /** END: the job has no further step. */
    END
  }

  /**
   * Chooses the direction of the next I/O; a rate limit may hold back the direction that was drawn.
   */
  interface Gate {
    /** Returns the direction to use for the next I/O: {@code wanted}, or another one. */
    Direction admit(Direction wanted);
  }

  private final IoPattern pattern;
  private final SyncSpec syncs;
  private final VerifySpec verify;
  private final boolean verifiesReads;
  private final boolean readsBack;
  private final boolean writes;
  private final boolean flushesAtEnd;
  private final WrittenBlocks written;
  private final boolean serialized;

  /**
   * An I/O that was drawn but overlaps I/Os in flight; it waits until these have ended. Its fields
   * are meaningless while no I/O waits.
   */
  private final IoUnit held = new IoUnit();

  private @Nullable Step heldStep;
  private Predicate<IoUnit> collision = unit -> false;
  private final int files;

  private long passesLeft;
  private long writesDrawn;
  private long writesSinceFlush;
  private boolean flushDue;
  private boolean readingBack;
  private long readBackLeft;
  private boolean passOver;
  private int lastFile;
  private int filesFlushed;

  /**
   * Number of the write that must have written the block that was read back last, −1 if any number
   * is accepted.
   */
  private long write = -1;

  /**
   * Creates the script of a job.
   *
   * @param spec specification of the job
   * @param pattern source of the job's I/Os
   * @param files number of files
   * @param mapped whether a random job keeps a map, so that it uses no block twice
   * @param passes number of passes, {@code Long.MAX_VALUE} for no limit
   * @param budget memory limit for the record of written blocks
   */
  JobScript(
      JobSpec spec,
      IoPattern pattern,
      int files,
      boolean mapped,
      long passes,
      MemoryBudget budget) {
    this.pattern = pattern;
    this.syncs = spec.syncs();
    this.verify = spec.verify();
    this.files = files;
    this.passesLeft = passes;
    this.writes = spec.writes();
    this.readsBack = spec.readsBack() && !spec.verify().only();
    this.verifiesReads =
        verify.enabled()
            && verify.afterWrites()
            && (!spec.access().mode().writes() || verify.only());
    this.flushesAtEnd = syncs.atEnd() && writes;
    this.serialized = syncs.serialized();
    this.written = new WrittenBlocks(files, overlaps(spec, mapped), budget);
  }

  /** Returns whether a pass may write the same bytes twice. */
  private static boolean overlaps(JobSpec spec, boolean mapped) {
    AccessSpec access = spec.access();
    boolean once =
        access.offsets().stride() == null
            && access.ioSize() == null
            && spec.files().ioSize() == null
            && (access.mode().random()
                ? (mapped || access.offsets().scattered())
                    && access.offsets().plain()
                    && access.sequence() <= 1
                : access.sequence() == 0);
    return !once;
  }

  /**
   * Sets the predicate that tests whether an I/O overlaps an I/O in flight. Called before {@link
   * #next}.
   */
  void collidesIf(Predicate<IoUnit> overlapsInFlight) {
    collision = overlapsInFlight;
  }

  /**
   * Returns the next step of the job.
   *
   * @param unit receiver of the step's I/O
   * @param inFlight number of I/Os in flight
   * @param gate chooser of the direction
   */
  Step next(IoUnit unit, int inFlight, Gate gate) {
    if (heldStep != null) {
      return release(unit);
    }
    while (true) {
      // As in fio, a flush comes before another I/O, but not after the last I/O of the pattern.
      if (flushDue && !passOver && pattern.hasNext()) {
        flushDue = false;
        unit.file = lastFile;
        return Step.FLUSH;
      }
      if (readingBack) {
        if (readBackLeft > 0) {
          readBackLeft--;
          write = written.take(unit);
          if (write >= 0) {
            unit.direction = Direction.READ;
            return Step.READ_BACK;
          }
        }
        readingBack = false;
      }
      if (passOver) {
        Step step = endPass(unit, inFlight);
        if (step != null) {
          return step;
        }
        continue;
      }
      if (readsBack && verify.backlog() > 0 && written.count() >= verify.backlog()) {
        if (inFlight > 0) {
          return Step.DRAIN;
        }
        readBack(verify.backlogBatch());
        continue;
      }
      if (!pattern.next(unit, gate.admit(pattern.direction()))) {
        passOver = true;
        continue;
      }
      drawn(unit);
      Step step = verifiesReads && unit.direction != Direction.TRIM ? readExisting(unit) : Step.IO;
      if (!serialized) {
        return step;
      }
      heldStep = step;
      held.set(unit);
      return release(unit);
    }
  }

  /**
   * Returns the next step while an I/O is held: that I/O if it overlaps no I/O in flight any more,
   * otherwise {@link Step#DRAIN}.
   */
  private Step release(IoUnit unit) {
    Step step = heldStep;
    if (step == null || collision.test(held)) {
      return Step.DRAIN;
    }
    unit.set(held);
    heldStep = null;
    return step;
  }

  /**
   * Returns the next step after the last I/O of a pass: flushes of files, then reads of the written
   * blocks that remain to be verified, then the first step of another pass. Returns null if {@link
   * #next} has to start again.
   */
  private @Nullable Step endPass(IoUnit unit, int inFlight) {
    boolean flushes = flushesAtEnd && filesFlushed < files;
    boolean readsMore = readsBack && written.count() > 0;
    if ((flushes || readsMore) && inFlight > 0) {
      return Step.DRAIN;
    }
    if (flushes) {
      unit.file = filesFlushed++;
      return Step.LAST_FLUSH;
    }
    if (readsMore) {
      readBack(Long.MAX_VALUE);
      return null;
    }
    if (passesLeft == Long.MAX_VALUE || passesLeft > 1) {
      passesLeft -= passesLeft == Long.MAX_VALUE ? 0 : 1;
      pattern.nextPass();
      passOver = false;
      filesFlushed = 0;
      return null;
    }
    return Step.END;
  }

  /**
   * Returns the next of the last steps of a job that ends before its script does: flushes, and then
   * the end.
   */
  Step end(IoUnit unit) {
    if (flushesAtEnd && filesFlushed < files) {
      unit.file = filesFlushed++;
      return Step.LAST_FLUSH;
    }
    return Step.END;
  }

  private void readBack(long blocks) {
    readingBack = true;
    readBackLeft = blocks;
  }

  /**
   * Turns the I/O in {@code unit} into a read that verifies the data that an earlier job or run has
   * written.
   */
  private Step readExisting(IoUnit unit) {
    unit.direction = Direction.READ;
    write = -1;
    return Step.READ_BACK;
  }

  private void drawn(IoUnit unit) {
    lastFile = unit.file;
    if (unit.direction != Direction.WRITE || !writes) {
      return;
    }
    writesDrawn++;
    if (readsBack) {
      written.add(unit, writesDrawn);
    }
    writesSinceFlush++;
    if (syncs.every() > 0 && writesSinceFlush == syncs.every()) {
      writesSinceFlush = 0;
      flushDue = true;
    }
  }

  /** Returns the reason why no more writes can be recorded, or null while they can. */
  @Nullable String refusal() {
    return written.refusal();
  }

  /** Returns the number of the write that was drawn last; the first write has number 1. */
  long writesDrawn() {
    return writesDrawn;
  }

  /**
   * Returns the number of the write that must have written the block of the current read-back, −1
   * if any number is accepted.
   */
  long expectedWrite() {
    return write;
  }

  /** Returns whether the next write must be a barrier. */
  boolean isBarrier() {
    return syncs.barrierEvery() > 0 && writesDrawn % syncs.barrierEvery() == 0;
  }

  /**
   * Returns the greatest number of bytes that a number of passes can move, {@code Long.MAX_VALUE}
   * if unlimited.
   */
  long totalBytes(long passes) {
    long pass = pattern.passBytes() * (readsBack ? 2 : 1);
    return passes == Long.MAX_VALUE || pass > Long.MAX_VALUE / passes
        ? Long.MAX_VALUE
        : pass * passes;
  }
}
