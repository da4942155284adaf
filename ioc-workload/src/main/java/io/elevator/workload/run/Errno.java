package io.elevator.workload.run;

import io.elevator.api.BioStatus;

/** Error numbers of Linux for the statuses of I/Os, as fio's reports contain them. */
public final class Errno {
  private Errno() {}

  /** Returns the error number of {@code status}, 0 for success. */
  public static int of(BioStatus status) {
    return switch (status) {
      case OK -> 0;
      case IOERR, MEMORY_IN_USE -> 5;
      case AGAIN -> 11;
      case RESOURCE -> 12;
      case DEV_RESOURCE -> 16;
      case OFFLINE -> 19;
      case NOSPC -> 28;
      case NEXUS -> 52;
      case MEDIUM -> 61;
      case TRANSPORT -> 67;
      case PROTECTION -> 84;
      case NOTSUPP -> 95;
      case TIMEOUT -> 110;
      case TARGET -> 121;
      case CANCELLED -> 125;
    };
  }
}
