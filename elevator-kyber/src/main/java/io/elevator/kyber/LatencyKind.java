package io.elevator.kyber;

/** From where to completion a latency is measured. */
enum LatencyKind {
  /** From the making of the request: what the submitter sees. */
  TOTAL(0, "total"),
  /** From its start on the device. */
  IO(1, "io");

  /** Number of kinds. */
  static final int COUNT = 2;

  /** Number, from 0. */
  final int index;

  /** Name in statistics. */
  final String label;

  LatencyKind(int index, String label) {
    this.index = index;
    this.label = label;
  }
}
