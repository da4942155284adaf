package io.elevator.bfq;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * Measures the service time of a queue's first request after a pause, with and without injection.
 */
final class InjectionMeasuring {

  private final Device device;

  /** Time at which the measured request arrived, in nanoseconds. */
  private long occupiedSince;

  /** True if the next request that is dispatched from the queue in service is to be measured. */
  private boolean waitsForDispatch;

  private @Nullable Request measured;

  /** True if a request of another queue was injected during the measurement or just before it. */
  private boolean injected;

  InjectionMeasuring(Device device) {
    this.device = device;
  }

  /**
   * Called when a request arrives whose task has no other request: prepares a measurement if the
   * queue is in service and the other conditions hold.
   */
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

  /** Records that a request of another queue was injected. */
  void noteInjected() {
    injected = true;
  }

  /**
   * Begins the prepared measurement, if any. Called when a request of the queue in service is
   * dispatched.
   */
  void dispatched(Request request) {
    if (waitsForDispatch) {
      waitsForDispatch = false;
      measured = request;
    }
  }

  /**
   * Ends the measurement if the completed request is the measured one. {@code Device.inDriver} must
   * still include the request.
   */
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

  /** Resets the injection limit of a queue and cancels the current measurement. */
  void reset(BfqQueue queue) {
    queue.inject.reset(queue.shortThinkTime, device.tick);
    measured = null;
  }

  /** Cancels the current measurement. Called at the end of a service slot. */
  void stop() {
    injected = false;
    waitsForDispatch = false;
    measured = null;
  }
}
