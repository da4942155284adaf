package io.elevator.testkit.fake;

import io.elevator.api.Task;
import io.elevator.core.request.CoreRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request of a {@link FakeQueue}, without a driver. It is the core's own class, so that the
 * core's merge functions work on it. The setters change the values that an elevator reads.
 */
@SuppressWarnings("exports") // Tests use this class and the SPI's Request, not the core's class.
public class FakeRequest extends CoreRequest {
  /**
   * Creates a request that belongs to no queue; {@link FakeQueue} creates the requests of an
   * elevator.
   */
  public FakeRequest() {}

  /** Sets the task; null for none, as for the queue's own flushes. */
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

  /** Sets the instant at which a driver started the request, in nanoseconds; 0 for never. */
  public void issuedNanos(long value) {
    issuedNanos = value;
  }

  /**
   * Sets the position by which elevators order the request, and the length.
   *
   * @param newSortKey sort key
   * @param newSectors length in sectors of 512 bytes
   */
  public void position(long newSortKey, int newSectors) {
    sortKey = newSortKey;
    length = (long) newSectors << 9;
  }

  /** Sets the elevator's object, as the core does at an attachment. */
  public void elevatorData(@Nullable Object value) {
    elevatorData = value;
  }
}
