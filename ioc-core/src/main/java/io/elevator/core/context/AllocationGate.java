package io.elevator.core.context;

/**
 * Asked before a context or an icq is allocated, with no lock held. Open in production; a test
 * closes it to play the part of exhausted memory, or waits in it to force a race.
 */
@FunctionalInterface
public interface AllocationGate {
  /** Admits every allocation. */
  AllocationGate OPEN = () -> true;

  /** Whether the allocation may take place; false makes it fail as if memory were exhausted. */
  boolean admit();
}
