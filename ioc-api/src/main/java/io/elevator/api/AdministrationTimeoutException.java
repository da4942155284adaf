package io.elevator.api;

/**
 * A wait of administration reached its limit: a change of a queue was not made because requests did
 * not leave the queue, a thread did not leave a hook or a driver, or another change did not end.
 * The queue is as it was before the call.
 */
public final class AdministrationTimeoutException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message change that was not made, wait that reached its limit, and its length
   */
  public AdministrationTimeoutException(String message) {
    super(message);
  }
}
