package io.elevator.api;

/**
 * The result of a bio or request, or the answer of a driver to a request. Source: Linux 6.1 {@code
 * blk_status_t}.
 */
public enum BioStatus {
  /** Success. */
  OK("success", ""),
  /** The device does not support this operation. */
  NOTSUPP("operation not supported", "EOPNOTSUPP"),
  /** The time limit of the request passed. */
  TIMEOUT("timed out", "ETIMEDOUT"),
  /** The device is full. */
  NOSPC("no space", "ENOSPC"),
  /** The path to the device failed. */
  TRANSPORT("transport error", "ENOLINK"),
  /** The device refuses the request permanently. */
  TARGET("target error", "EREMOTEIO"),
  /** A reservation of another host forbids the request. */
  NEXUS("reservation conflict", "EBADE"),
  /** The medium failed. */
  MEDIUM("medium error", "ENODATA"),
  /** A check of protection information failed. */
  PROTECTION("protection error", "EILSEQ"),
  /**
   * Answer of a driver only: a shortage, for instance of memory, that a completion of this device
   * may not end. The queue offers the request again after 3 ms, or earlier at the next run.
   */
  RESOURCE("out of resources", "ENOMEM"),
  /**
   * Answer of a driver only: a shortage that ends with a later completion of this device, or with a
   * run that the driver asks for.
   */
  DEV_RESOURCE("device busy", "EBUSY"),
  /** An I/O error. */
  IOERR("I/O error", "EIO"),
  /** The bio would have had to wait, which it forbids ({@link BioFlags#NOWAIT}). */
  AGAIN("would block", "EAGAIN"),
  /** The device was removed or can serve nothing any more. */
  OFFLINE("device offline", "ENODEV"),
  /** The submitter cancelled the bio while it was parked. */
  CANCELLED("cancelled", "ECANCELED"),
  /**
   * The queue gave the bio up while the device, or the kernel on its behalf, may still read or
   * write the bio's memory: closing stopped waiting for the driver, or the queue was declared dead
   * and its driver could not get the request back. The caller must neither reuse nor free the
   * memory.
   */
  MEMORY_IN_USE("given up while the device may still use its memory", "EIO");

  private final String description;
  private final String errno;

  BioStatus(String description, String errno) {
    this.description = description;
    this.errno = errno;
  }

  /** Returns a description of a few words, for messages. */
  public String description() {
    return description;
  }

  /** Returns the name of the corresponding POSIX error; empty for {@link #OK}. */
  public String errno() {
    return errno;
  }

  /** Returns whether this is a status other than {@link #OK}. */
  public boolean isError() {
    return this != OK;
  }
}
