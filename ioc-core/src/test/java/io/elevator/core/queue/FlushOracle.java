package io.elevator.core.queue;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows from the calls that a driver gets which syncs and forced writes may be acknowledged. Events
 * are numbered in their order. A sync of a file may end with success only after a successful flush
 * of that file was started after the end of each write that was acknowledged before the sync was
 * submitted. Thread-safe: each method holds the monitor.
 */
final class FlushOracle {
  /** A bio of a file, or of the device. */
  static final class Op {
    private final int file;
    private final int handle;
    private final int flags;
    private final boolean hasData;
    private final boolean needsPostflush;
    private long submitted;

    /** End at the driver of the last write that was acknowledged before the submission. */
    private long acknowledged;

    private long dataDone;
    private boolean dataFailed;

    private Op(int file, int handle, int flags, boolean hasData, boolean needsPostflush) {
      this.file = file;
      this.handle = handle;
      this.flags = flags;
      this.hasData = hasData;
      this.needsPostflush = needsPostflush;
    }

    @Override
    public String toString() {
      return (hasData ? "write" : "sync") + " of file " + file + " " + BioFlags.names(flags);
    }
  }

  /** A call of the driver to flush a file. */
  record Call(int file, long started, boolean meta) {}

  final List<String> violations = new ArrayList<>();
  private final long[] lastAcknowledged;
  private final long[] flushed;
  private final long[] flushedWithMeta;
  private final long[] failed;
  private final int[] asks;
  private final int[] calls;
  private final int[] outstanding;
  private long event;
  private int submitted;
  private int ended;
  private int succeeded;

  /**
   * Creates an oracle.
   *
   * @param files number of files, the device included
   * @param handles number of handles, that of the device included
   */
  FlushOracle(int files, int handles) {
    lastAcknowledged = new long[files];
    flushed = new long[files];
    flushedWithMeta = new long[files];
    failed = new long[files];
    asks = new int[files];
    calls = new int[files];
    outstanding = new int[handles];
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      violations.add(event + ": " + what);
    }
  }

  /**
   * Called before a bio is submitted.
   *
   * @param forces whether the drive performs forced writes
   */
  synchronized Op submit(int file, int handle, int flags, boolean hasData, boolean forces) {
    boolean post = hasData && !forces && (flags & BioFlags.FUA) != 0;
    Op op = new Op(file, handle, flags, hasData, post);
    op.submitted = ++event;
    op.acknowledged = lastAcknowledged[file];
    outstanding[handle]++;
    submitted++;
    asks[file] += ((flags & BioFlags.PREFLUSH) != 0 ? 1 : 0) + (post ? 1 : 0);
    return op;
  }

  /** Called when the driver gets the data of a bio. */
  synchronized void dataStarted(Op op) {
    event++;
    check(op.hasData, op + ": the driver got it as a write");
    if ((op.flags & BioFlags.PREFLUSH) != 0) {
      check(isFlushed(op, flushed), op + ": its data goes before the flush that it asks for");
    }
  }

  /** Called before the driver ends the data of a bio. */
  synchronized void dataDone(Op op, boolean ok) {
    op.dataDone = ++event;
    op.dataFailed = !ok;
  }

  /** Called when the driver gets a flush. */
  synchronized Call flushStarted(int file, int handle, boolean meta) {
    event++;
    check(outstanding[handle] > 0, "a flush of file " + file + " names an idle handle " + handle);
    return new Call(file, event, meta);
  }

  /** Called before the driver ends a flush. */
  synchronized void flushDone(Call call, boolean ok) {
    event++;
    int file = call.file;
    calls[file]++;
    check(calls[file] <= asks[file], "file " + file + " has more flushes than asks");
    if (!ok) {
      failed[file] = event;
      return;
    }
    flushed[file] = Math.max(flushed[file], call.started);
    if (call.meta) {
      flushedWithMeta[file] = Math.max(flushedWithMeta[file], call.started);
    }
  }

  /** Called when a bio has ended. */
  synchronized void ended(Op op, BioStatus status) {
    event++;
    ended++;
    outstanding[op.handle]--;
    if (status != BioStatus.OK) {
      check(
          op.dataFailed || failed[op.file] > op.submitted,
          op + " failed, though no request of its own did: " + status);
      return;
    }
    succeeded++;
    check(!op.dataFailed, op + " ended with success, but its data failed");
    check(!op.hasData || op.dataDone != 0, op + " ended without its data");
    if (!op.hasData) {
      check(isFlushed(op, flushed), op + " ended without a flush of its file");
      if (op.file != 0 && (op.flags & BioFlags.META) != 0) {
        check(isFlushed(op, flushedWithMeta), op + " ended without a flush of all attributes");
      }
    }
    if (op.needsPostflush) {
      check(flushed[op.file] > op.dataDone, op + " ended without a flush after its data");
    }
    if (op.hasData) {
      lastAcknowledged[op.file] = Math.max(lastAcknowledged[op.file], op.dataDone);
    }
  }

  private static boolean isFlushed(Op op, long[] starts) {
    return op.acknowledged == 0 || starts[op.file] > op.acknowledged;
  }

  /** Returns the number of bios that have not ended. */
  synchronized int outstanding() {
    return submitted - ended;
  }

  /** Returns the number of bios that have ended with success. */
  synchronized int succeeded() {
    return succeeded;
  }

  /** Returns the number of flushes of a file that the driver has ended. */
  synchronized int calls(int file) {
    return calls[file];
  }

  /** Returns the number of flushes that bios have asked for. */
  synchronized int asks(int file) {
    return asks[file];
  }
}
