package io.elevator.api;

/**
 * Thrown when a wait of administration reaches its limit: a change of a queue was not made, because
 * requests did not leave the queue, a thread did not leave a hook or a driver, or another change
 * did not end. The queue is as it was before the call, unless the method says otherwise.
 */
public final class AdministrationTimeoutException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the change that was not made, the wait that reached its limit, and that limit
   */
  public AdministrationTimeoutException(String message) {
    super(message);
  }
}
