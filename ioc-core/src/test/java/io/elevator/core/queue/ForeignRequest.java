package io.elevator.core.queue;

import io.elevator.api.Group;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** A request that the library did not make. */
final class ForeignRequest extends Request {
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
    return 0;
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
