package io.elevator.spi;

import io.elevator.api.Group;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import org.jspecify.annotations.Nullable;

/** A request that has only a number and a sort key, for tests of lists. */
final class TestRequest extends Request {
  final int id;
  private final long start;

  TestRequest(int id, long start) {
    this.id = id;
    this.start = start;
  }

  @Override
  public int opAndFlags() {
    return Operation.READ.code();
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public long sortKey() {
    return start;
  }

  @Override
  public long endSortKey() {
    return sortKey() + sectors();
  }

  @Override
  public int sectors() {
    return 8;
  }

  @Override
  public int statsSectors() {
    return 0;
  }

  @Override
  public int segments() {
    return 1;
  }

  @Override
  public int stripe() {
    return 0;
  }

  @Override
  public long startNanos() {
    return 0;
  }

  @Override
  public long insertedNanos() {
    return 0;
  }

  @Override
  public long issuedNanos() {
    return 0;
  }

  @Override
  public @Nullable Task task() {
    return null;
  }

  @Override
  public @Nullable Group group() {
    return null;
  }

  @Override
  public @Nullable Icq icq() {
    return null;
  }

  @Override
  public HardwareQueue hardwareQueue() {
    throw new IllegalStateException("the request is not allocated");
  }

  @Override
  public boolean isStarted() {
    return false;
  }

  @Override
  public @Nullable Object elevatorData() {
    return null;
  }
}
