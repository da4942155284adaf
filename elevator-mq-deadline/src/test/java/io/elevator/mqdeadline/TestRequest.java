package io.elevator.mqdeadline;

import io.elevator.core.request.CoreRequest;

/** A request without a driver. */
final class TestRequest extends CoreRequest {
  /** The instant at which it was inserted. */
  long queuedNanos;
}
