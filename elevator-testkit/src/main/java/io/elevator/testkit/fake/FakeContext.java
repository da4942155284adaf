package io.elevator.testkit.fake;

import io.elevator.api.IoContext;
import io.elevator.api.IoPriority;

/** The I/O context of one {@link FakeTask}. */
public final class FakeContext extends IoContext {
  private static final long ID = 1;

  private volatile int priority = IoPriority.NONE_VALUE;
  private volatile int activeTasks = 1;
  private volatile int icqs;

  FakeContext() {}

  @Override
  public long id() {
    return ID;
  }

  @Override
  public int priority() {
    return priority;
  }

  /** Sets the encoded priority. */
  public void priority(int encoded) {
    priority = encoded;
  }

  @Override
  public int activeTasks() {
    return activeTasks;
  }

  /** Sets the number of tasks that have not exited. */
  public void activeTasks(int value) {
    activeTasks = value;
  }

  @Override
  public long references() {
    return activeTasks;
  }

  @Override
  public int icqs() {
    return icqs;
  }

  void icqs(int value) {
    icqs = value;
  }
}
