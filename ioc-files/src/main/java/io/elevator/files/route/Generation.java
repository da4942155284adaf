package io.elevator.files.route;

import io.elevator.api.BioStatus;

/**
 * A route of a disk and what is known of its health. When its drive dies, the disk gets another
 * generation, and each file opens a handle there with its next I/O.
 */
public final class Generation {
  private final IoRoute route;
  private volatile boolean isLost;
  private volatile boolean hasWorked;

  /** Creates the generation of a route. */
  public Generation(IoRoute route) {
    this.route = route;
  }

  /** Returns the route. */
  public IoRoute route() {
    return route;
  }

  /** Takes note of the end of a transfer. Called before the transfer is released. */
  public void observe(Transfer ended) {
    if (ended.status() == BioStatus.OK) {
      if (!hasWorked) {
        hasWorked = true;
      }
    } else if (route.isLost(ended)) {
      isLost = true;
    }
  }

  /** Returns whether the drive of the route is gone. */
  public boolean isLost() {
    return isLost;
  }

  /** Returns whether a transfer of this generation has succeeded. */
  public boolean hasWorked() {
    return hasWorked;
  }
}
