package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;
import io.elevator.spi.StateWriter;

/** Counters, one for each constant of an enum of reasons. */
final class Tally<E extends Enum<E> & Reason> {

  private final String name;
  private final E[] reasons;
  private final long[] counts;

  Tally(String name, E[] reasons) {
    this.name = name;
    this.reasons = reasons;
    this.counts = new long[reasons.length];
  }

  @SuppressWarnings(
      "EnumOrdinal") // the ordinal is not stored anywhere; an EnumMap would box each count
  void add(E reason) {
    counts[reason.ordinal()]++;
  }

  void describe(StateWriter out) {
    out.begin(name);
    for (int i = 0; i < counts.length; i++) {
      out.number(reasons[i].label(), counts[i]);
    }
    out.end();
  }
}
