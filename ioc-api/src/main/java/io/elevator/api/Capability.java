package io.elevator.api;

/** What a task's credentials allow beyond its own affairs. Source: Linux capabilities(7). */
public enum Capability {
  /**
   * Administration of the system; includes what {@link #SYS_NICE} allows for the real-time class.
   */
  SYS_ADMIN,
  /** Raising priorities and changing those of other users' tasks. */
  SYS_NICE
}
