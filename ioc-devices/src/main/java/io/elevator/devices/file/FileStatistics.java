package io.elevator.devices.file;

import io.elevator.spi.StateWriter;
import java.util.concurrent.atomic.LongAdder;

/** What a file drive counts besides what every queue counts; thread-safe. */
final class FileStatistics {
  /** Requests copied through a bounce buffer. */
  final LongAdder bounced = new LongAdder();

  /** Writes of part of a block, which read it first. */
  final LongAdder readModifyWrites = new LongAdder();

  /** Requests moved by calls with several buffers. */
  final LongAdder vectored = new LongAdder();

  /** Calls that moved less than they were asked to. */
  final LongAdder partial = new LongAdder();

  /** Requests performed by the threads that waited for them. */
  final LongAdder byWaiters = new LongAdder();

  /** Requests performed by their submitters, as the system had no thread for the drive. */
  final LongAdder withoutThread = new LongAdder();

  /** Channels opened again, after an interrupt closed them. */
  final LongAdder reopened = new LongAdder();

  /** Writes them. */
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
