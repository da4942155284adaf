package io.elevator.devices.uring;

import io.elevator.spi.StateWriter;
import java.util.concurrent.atomic.LongAdder;

/** Statistics of a uring drive in addition to those that every queue has. Thread-safe. */
final class UringStatistics {
  /** Number of requests copied through a bounce buffer. */
  final LongAdder bounced = new LongAdder();

  /** Number of requests performed by an entry with several memory ranges. */
  final LongAdder vectored = new LongAdder();

  /** Number of transfers that moved fewer bytes than requested and were continued. */
  final LongAdder partial = new LongAdder();

  /** Number of entries that were submitted again because the kernel returned them. */
  final LongAdder repeated = new LongAdder();

  /**
   * Number of requests whose memory was already closed, or could not be written, when they ended.
   */
  final LongAdder memoryClosed = new LongAdder();

  /** Number of requests that were refused because their memory cannot be used. */
  final LongAdder memoryRefused = new LongAdder();

  /** Number of requests whose memory was registered. */
  final LongAdder registered = new LongAdder();

  /** Number of system calls that submitted entries without waiting. */
  final LongAdder submits;

  /** Number of system calls that waited for completions; such a call may also submit entries. */
  final LongAdder waits = new LongAdder();

  /** Creates statistics in which all counters are zero. */
  UringStatistics() {
    this(new LongAdder());
  }

  /**
   * Creates statistics with a given counter of submitting calls. Tests pass a counter that throws.
   */
  UringStatistics(LongAdder submits) {
    this.submits = submits;
  }

  /** Writes all counters to a state writer. */
  void describe(StateWriter out) {
    out.number("bounced", bounced.sum());
    out.number("vectored", vectored.sum());
    out.number("partial", partial.sum());
    out.number("repeated", repeated.sum());
    out.number("memory_closed", memoryClosed.sum());
    out.number("memory_refused", memoryRefused.sum());
    out.number("registered", registered.sum());
    out.number("submits", submits.sum());
    out.number("waits", waits.sum());
  }
}
