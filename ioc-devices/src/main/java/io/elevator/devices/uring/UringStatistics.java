package io.elevator.devices.uring;

import io.elevator.spi.StateWriter;
import java.util.concurrent.atomic.LongAdder;

/** What a ring counts besides what every queue counts; thread-safe. */
final class UringStatistics {
  /** Requests copied through a bounce buffer. */
  final LongAdder bounced = new LongAdder();

  /** Requests moved by an entry with several buffers. */
  final LongAdder vectored = new LongAdder();

  /** Transfers that moved less than they were asked to, and were continued. */
  final LongAdder partial = new LongAdder();

  /** Entries that the kernel gave back for reasons of its own, and that were submitted again. */
  final LongAdder repeated = new LongAdder();

  /** Requests whose memory was closed before they ended, or could not be written at their end. */
  final LongAdder memoryClosed = new LongAdder();

  /** Requests refused as their memory cannot be used. */
  final LongAdder memoryRefused = new LongAdder();

  /** Requests whose memory was registered. */
  final LongAdder registered = new LongAdder();

  /** Calls that submitted without waiting. */
  final LongAdder submits;

  /** Calls that waited for completions, submitting on the way. */
  final LongAdder waits = new LongAdder();

  /** Makes figures that are all zero. */
  UringStatistics() {
    this(new LongAdder());
  }

  /** Makes them with a counter of calls, which tests let fail. */
  UringStatistics(LongAdder submits) {
    this.submits = submits;
  }

  /** Writes them. */
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
