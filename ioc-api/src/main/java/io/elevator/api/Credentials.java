package io.elevator.api;

import java.util.Set;

/**
 * Who a task acts for. A task holds one immutable snapshot, so a permission check sees consistent
 * ids.
 *
 * @param realUser the real user id
 * @param effectiveUser the effective user id
 * @param processGroup the process group, for operations on whole groups of tasks
 * @param capabilities what is allowed beyond that
 */
public record Credentials(
    int realUser, int effectiveUser, int processGroup, Set<Capability> capabilities) {
  /** A user without capabilities in process group 0. */
  public static Credentials user(int id) {
    return new Credentials(id, id, 0, Set.of());
  }

  /** Copies the set, so that the record cannot change. */
  public Credentials {
    capabilities = Set.copyOf(capabilities);
  }

  /** Whether a capability is held. */
  public boolean has(Capability capability) {
    return capabilities.contains(capability);
  }

  /** Returns the same ids with other capabilities. */
  public Credentials with(Capability... granted) {
    return new Credentials(realUser, effectiveUser, processGroup, Set.of(granted));
  }
}
