package io.elevator.kyber;

/** The start of the interval that a latency measures; the interval ends at completion. */
enum LatencyKind {
  /**
   * From the allocation of the request to its completion: the latency that the submitter observes.
   */
  TOTAL(0, "total"),
  /** From the start of the request by the driver to its completion. */
  IO(1, "io");

  /** Number of latency kinds. */
  static final int COUNT = 2;

  /** Index of the kind, from 0. */
  final int index;

  /** Name of the kind in statistics. */
  final String label;

  LatencyKind(int index, String label) {
    this.index = index;
    this.label = label;
  }
}
