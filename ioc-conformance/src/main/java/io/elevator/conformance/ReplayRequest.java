package io.elevator.conformance;

import io.elevator.core.request.CoreRequest;

/** A request of a replay: it has a number in the vector and no driver. */
final class ReplayRequest extends CoreRequest {
  private int id;

  /** Returns its number in the vector. */
  int id() {
    return id;
  }

  void id(int value) {
    id = value;
  }

  @Override
  public long start() {
    throw new IllegalStateException("request " + id + " of a replay is started by the vector");
  }

  @Override
  public int driverTag() {
    throw new IllegalStateException("request " + id + " of a replay has no driver tag");
  }

  @Override
  public String toString() {
    return id + ": " + super.toString();
  }
}
