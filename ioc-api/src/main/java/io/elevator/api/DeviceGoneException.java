package io.elevator.api;

/**
 * Thrown by administration of a queue whose device was removed. A bio ends with {@link
 * BioStatus#IOERR} or {@link BioStatus#OFFLINE} instead.
 */
public final class DeviceGoneException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public DeviceGoneException(String message) {
    super(message);
  }
}
