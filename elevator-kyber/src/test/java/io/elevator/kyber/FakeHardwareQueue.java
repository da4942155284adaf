package io.elevator.kyber;

import io.elevator.api.BioStatus;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A hardware queue that counts how often it is asked to run and has no drive. */
final class FakeHardwareQueue extends HardwareQueue {
  /** One permit for each run that was asked for. */
  final Semaphore runs = new Semaphore(0);

  final List<Integer> announced = new ArrayList<>();
  int tagWordShift = 4;

  /** Called at each run that is asked for. */
  Runnable onRun = () -> {};

  private final int index;

  FakeHardwareQueue(int index) {
    this.index = index;
  }

  /** Returns the runs asked for since the last look. */
  int drainRuns() {
    return runs.drainPermits();
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int tagDepth() {
    return 4 << tagWordShift;
  }

  @Override
  public int tagWordShift() {
    return tagWordShift;
  }

  @Override
  public void announceShallowDepth(int smallest) {
    announced.add(smallest);
  }

  @Override
  public void run() {
    runs.release();
    onRun.run();
  }

  @Override
  public void runAfter(long nanos) {
    throw new UnsupportedOperationException("for drivers");
  }

  @Override
  public void complete(long cookie, BioStatus status) {
    throw new UnsupportedOperationException("for drivers");
  }

  @Override
  public void complete(Completions batch) {
    throw new UnsupportedOperationException("for drivers");
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    throw new UnsupportedOperationException("for drivers");
  }

  @Override
  public void kickRequeue() {
    throw new UnsupportedOperationException("for drivers");
  }

  @Override
  public Request started(long cookie) {
    throw new UnsupportedOperationException("for drivers");
  }
}
