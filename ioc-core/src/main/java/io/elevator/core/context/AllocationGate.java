package io.elevator.core.context;

/**
 * Decides before each allocation of a context or an icq whether the allocation may happen. Called
 * with no lock held. In production the gate is {@link #OPEN}; a test closes the gate to simulate
 * exhausted memory, or blocks in it to force a race.
 */
@FunctionalInterface
public interface AllocationGate {
  /** Admits every allocation. */
  AllocationGate OPEN = () -> true;

  /** Returns whether the allocation may happen; false makes it fail as if memory were exhausted. */
  boolean admit();
}
