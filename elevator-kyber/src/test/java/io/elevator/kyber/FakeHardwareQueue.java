package io.elevator.kyber;

import io.elevator.spi.HardwareQueue;
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
}
