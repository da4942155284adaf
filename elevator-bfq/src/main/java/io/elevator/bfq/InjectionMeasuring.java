package io.elevator.bfq;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the first request of a queue takes after a hole, with and without injection.
 */
final class InjectionMeasuring {

  private final Device device;

  /** Since when the measured request occupies drive and queue. */
  private long occupiedSince;

  /** The next request dispatched from the queue in service is the one to measure. */
  private boolean waitsForDispatch;

  private @Nullable Request measured;

  /** Others were served meanwhile. */
  private boolean injected;

  InjectionMeasuring(Device device) {
    this.device = device;
  }

  /** A request arrived at a queue of a task that had no other. */
  void requestArrived(BfqQueue queue) {
    if (queue != device.inService || !queue.inject.mayMeasure(device.tick)) {
      return;
    }
    boolean aloneInDrive = device.inDriver == 0;
    if (!aloneInDrive && !(queue.inject.baseTime() > 0 && injected)) {
      return;
    }
    occupiedSince = device.now;
    waitsForDispatch = true;
    if (aloneInDrive) {
      injected = false;
    }
  }

  /** A request of somebody else goes to the drive. */
  void noteInjected() {
    injected = true;
  }

  /** A request of the queue in service goes to the drive. */
  void dispatched(Request request) {
    if (waitsForDispatch) {
      waitsForDispatch = false;
      measured = request;
    }
  }

  /** A request completes; the drive still counts it. */
  void completed(Request request, BfqQueue queue) {
    if (measured != request) {
      return;
    }
    queue.inject.measured(
        device.now - occupiedSince,
        injected,
        device.inDriver,
        device.hardware.maxInDriver(),
        device.tick);
    measured = null;
    injected = false;
  }

  /** What is known about a queue is reset, and whatever is being measured with it. */
  void reset(BfqQueue queue) {
    queue.inject.reset(queue.shortThinkTime, device.tick);
    measured = null;
  }

  /** The slot ends. */
  void stop() {
    injected = false;
    waitsForDispatch = false;
    measured = null;
  }
}
