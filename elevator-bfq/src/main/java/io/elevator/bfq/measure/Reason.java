package io.elevator.bfq.measure;

/** A reason for a decision; implemented by enums that have one constant for each reason. */
public interface Reason {
  /** Returns the name of the reason in statistics and events. */
  String label();

  /** Returns a sentence that describes the decision and its reason to users. */
  String meaning();
}
