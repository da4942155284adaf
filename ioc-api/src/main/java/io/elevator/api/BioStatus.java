package io.elevator.api;

/**
 * How a bio or request ended, or what a driver answered. Source: Linux 6.1 {@code blk_status_t}.
 */
public enum BioStatus {
  /** Success. */
  OK("success", ""),
  /** The device does not do this operation. */
  NOTSUPP("operation not supported", "EOPNOTSUPP"),
  /** The time limit passed. */
  TIMEOUT("timed out", "ETIMEDOUT"),
  /** The device is full. */
  NOSPC("no space", "ENOSPC"),
  /** The path to the device failed. */
  TRANSPORT("transport error", "ENOLINK"),
  /** The device refused for good. */
  TARGET("target error", "EREMOTEIO"),
  /** A reservation of another host. */
  NEXUS("reservation conflict", "EBADE"),
  /** The medium failed. */
  MEDIUM("medium error", "ENODATA"),
  /** A check of protected data failed. */
  PROTECTION("protection error", "EILSEQ"),
  /**
   * Driver only: a shortage that need not end with a completion of this device, such as memory. The
   * queue tries again after 3 ms if nothing else happens.
   */
  RESOURCE("out of resources", "ENOMEM"),
  /**
   * Driver only: a shortage that a later completion of this device, or a run that the driver asks
   * for, will end.
   */
  DEV_RESOURCE("device busy", "EBUSY"),
  /** An I/O error. */
  IOERR("I/O error", "EIO"),
  /** It would have had to wait, and was told not to. */
  AGAIN("would block", "EAGAIN"),
  /** The device is gone. */
  OFFLINE("device offline", "ENODEV"),
  /** Its submitter took it back while it waited. */
  CANCELLED("cancelled", "ECANCELED"),
  /**
   * The bio was given up while the device, or the kernel on its behalf, may still read or write its
   * memory: closing gave up waiting for the driver, or the queue was declared dead and its driver
   * could not get the request back. The caller must neither reuse nor free the memory.
   */
  MEMORY_IN_USE("given up while the device may still use its memory", "EIO");

  private final String description;
  private final String errno;

  BioStatus(String description, String errno) {
    this.description = description;
    this.errno = errno;
  }

  /** Returns a few words for messages. */
  public String description() {
    return description;
  }

  /** Returns the name of the POSIX error that stands for it, empty for {@link #OK}. */
  public String errno() {
    return errno;
  }

  /** Whether it is anything but {@link #OK}. */
  public boolean isError() {
    return this != OK;
  }
}
