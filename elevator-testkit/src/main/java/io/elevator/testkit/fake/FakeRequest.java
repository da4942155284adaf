package io.elevator.testkit.fake;

import io.elevator.api.Task;
import io.elevator.core.request.CoreRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request of a {@link FakeQueue}: the core's own, so that the core's merge functions work on it,
 * without a driver. The setters change what an elevator reads of it.
 */
@SuppressWarnings("exports") // Tests use this class and the SPI's Request, not the core's class.
public class FakeRequest extends CoreRequest {
  /** Makes a request that no queue knows; {@link FakeQueue} makes those that an elevator gets. */
  public FakeRequest() {}

  /** Sets the task, or none, as for flushes of the queue's own. */
  public void task(@Nullable Task value) {
    task = value;
  }

  /** Sets the stripe of the submitter. */
  public void stripe(int value) {
    stripe = value;
  }

  /** Sets the instant of the allocation, in nanoseconds. */
  public void startNanos(long value) {
    startNanos = value;
  }

  /** Sets the instant at which a driver started it, in nanoseconds; 0 for never. */
  public void issuedNanos(long value) {
    issuedNanos = value;
  }
}
