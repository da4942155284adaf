package io.elevator.bfq.measure;

/** Why a decision was taken: one constant for each reason, with the name that statistics use. */
public interface Reason {
  /** The name in statistics and events. */
  String label();

  /** What is decided for this reason, a sentence for users. */
  String meaning();
}
