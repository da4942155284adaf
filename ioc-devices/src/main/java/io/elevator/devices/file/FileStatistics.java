package io.elevator.devices.file;

import io.elevator.spi.StateWriter;
import java.util.concurrent.atomic.LongAdder;

/** Statistics of a file drive in addition to those that every queue has. Thread-safe. */
final class FileStatistics {
  /** Number of requests copied through a bounce buffer. */
  final LongAdder bounced = new LongAdder();

  /**
   * Number of writes that covered a unit of the alignment only in part, so that the unit was read
   * first.
   */
  final LongAdder readModifyWrites = new LongAdder();

  /** Number of requests performed by calls with several buffers. */
  final LongAdder vectored = new LongAdder();

  /** Number of system calls that transferred fewer bytes than requested. */
  final LongAdder partial = new LongAdder();

  /** Number of requests performed by the threads that waited for them. */
  final LongAdder byWaiters = new LongAdder();

  /** Number of requests performed by their submitters, because the drive had no thread. */
  final LongAdder withoutThread = new LongAdder();

  /** Number of channels opened again after an interrupt closed them. */
  final LongAdder reopened = new LongAdder();

  /** Writes all counters to a state writer. */
  void describe(StateWriter out) {
    out.number("bounced", bounced.sum());
    out.number("read_modify_writes", readModifyWrites.sum());
    out.number("vectored", vectored.sum());
    out.number("partial", partial.sum());
    out.number("by_waiters", byWaiters.sum());
    out.number("without_thread", withoutThread.sum());
    out.number("reopened", reopened.sum());
  }
}
