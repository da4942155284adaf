package io.elevator.api;

import java.util.Set;

/**
 * The user ids, the process group and the capabilities of a task. Immutable: a task holds one
 * snapshot, so that a permission check sees consistent ids.
 *
 * @param realUser real user id
 * @param effectiveUser effective user id
 * @param processGroup process group, for operations on a whole group of tasks
 * @param capabilities capabilities of the task
 */
public record Credentials(
    int realUser, int effectiveUser, int processGroup, Set<Capability> capabilities) {
  /** Returns the credentials of a user without capabilities, in process group 0. */
  public static Credentials user(int id) {
    return new Credentials(id, id, 0, Set.of());
  }

  /** Copies the set, so that the record is immutable. */
  public Credentials {
    capabilities = Set.copyOf(capabilities);
  }

  /** Returns whether the task has a capability. */
  public boolean has(Capability capability) {
    return capabilities.contains(capability);
  }

  /** Returns a copy with the same ids and other capabilities. */
  public Credentials with(Capability... granted) {
    return new Credentials(realUser, effectiveUser, processGroup, Set.of(granted));
  }
}
