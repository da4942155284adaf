package io.elevator.conformance;

import io.elevator.core.request.CoreRequest;

/** A request of a replay. It has a number in the vector, and no driver performs it. */
final class ReplayRequest extends CoreRequest {
  private int id;

  /** Returns the request's number in the vector. */
  int id() {
    return id;
  }

  void id(int value) {
    id = value;
  }

  @Override
  public String toString() {
    return id + ": " + super.toString();
  }
}
