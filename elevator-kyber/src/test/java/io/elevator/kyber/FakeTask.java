package io.elevator.kyber;

import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.Task;

/** A task that only has a stripe. */
final class FakeTask extends Task {
  int stripe;

  FakeTask(int stripe) {
    this.stripe = stripe;
  }

  @Override
  public int stripe() {
    return stripe;
  }

  @Override
  public int id() {
    return 1;
  }

  @Override
  public String name() {
    return "task";
  }

  @Override
  public IoContext ioContext() {
    throw notAsked();
  }

  @Override
  public Group group() {
    throw notAsked();
  }

  @Override
  public int nice() {
    throw notAsked();
  }

  @Override
  public CpuPolicy cpuPolicy() {
    throw notAsked();
  }

  @Override
  public Credentials credentials() {
    throw notAsked();
  }

  @Override
  public int effectivePriority() {
    throw notAsked();
  }

  @Override
  public int rawPriority() {
    throw notAsked();
  }

  @Override
  public boolean isExiting() {
    return false;
  }

  @Override
  public void exit() {
    throw notAsked();
  }

  private static UnsupportedOperationException notAsked() {
    return new UnsupportedOperationException("kyber has no business with this");
  }
}
