package io.elevator.api;

/** A right of a task beyond those over its own user's tasks. Source: Linux capabilities(7). */
public enum Capability {
  /**
   * Administration of the system; includes the right of {@link #SYS_NICE} to set the real-time
   * class.
   */
  SYS_ADMIN,
  /** The right to raise priorities and to change the priorities of other users' tasks. */
  SYS_NICE
}
