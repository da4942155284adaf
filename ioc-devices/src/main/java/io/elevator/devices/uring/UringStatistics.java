package io.elevator.devices.uring;

import io.elevator.spi.StateWriter;
import java.util.concurrent.atomic.LongAdder;

/** Counters of a uring drive beyond those of every queue. Thread-safe. */
final class UringStatistics {
  /** Number of requests copied through a bounce buffer. */
  final LongAdder bounced = new LongAdder();

  /** Number of requests performed by an entry with several memory ranges. */
  final LongAdder vectored = new LongAdder();

  /** Number of transfers that moved less than requested and were continued. */
  final LongAdder partial = new LongAdder();

  /** Number of entries that were submitted again because the kernel returned them. */
  final LongAdder repeated = new LongAdder();

  /**
   * Number of requests whose memory was closed before their end, or could not be written at their
   * end.
   */
  final LongAdder memoryClosed = new LongAdder();

  /** Number of requests that were refused because their memory cannot be used. */
  final LongAdder memoryRefused = new LongAdder();

  /** Number of requests whose memory was registered. */
  final LongAdder registered = new LongAdder();

  /** Number of calls that submitted without waiting. */
  final LongAdder submits;

  /** Number of calls that waited for completions; they may also submit. */
  final LongAdder waits = new LongAdder();

  /** Creates counters, all zero. */
  UringStatistics() {
    this(new LongAdder());
  }

  /** Creates counters with a given counter of submitting calls; a test's counter may throw. */
  UringStatistics(LongAdder submits) {
    this.submits = submits;
  }

  /** Writes the counters. */
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
