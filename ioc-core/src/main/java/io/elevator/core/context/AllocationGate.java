package io.elevator.core.context;

/**
 * Decides before each allocation of an io context or an icq whether the allocation may happen.
 * Called with no lock held. In production the gate is {@link #OPEN}. A test uses a gate that
 * refuses, to simulate exhausted memory, or a gate that blocks, to force a race.
 */
@FunctionalInterface
public interface AllocationGate {
  /** Gate that admits every allocation. */
  AllocationGate OPEN = () -> true;

  /** Returns whether the allocation may happen; false makes it fail as if memory were exhausted. */
  boolean admit();
}
