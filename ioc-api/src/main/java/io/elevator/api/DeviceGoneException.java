package io.elevator.api;

/**
 * The queue's device was removed. Bios end with {@link BioStatus#IOERR} or {@link
 * BioStatus#OFFLINE} instead.
 */
public final class DeviceGoneException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public DeviceGoneException(String message) {
    super(message);
  }
}
