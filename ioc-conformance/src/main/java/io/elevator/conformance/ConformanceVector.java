package io.elevator.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * A recording of one elevator at work: every call into it, when, and what it answered. Immutable.
 *
 * @param source where it was read, for messages
 * @param elevator the elevator's name
 * @param queue the queue it worked on
 * @param events all lines after the first three, in order
 */
public record ConformanceVector(
    String source, String elevator, Queue queue, List<VectorEvent> events) {
  /** Takes a copy of the events. */
  public ConformanceVector {
    events = List.copyOf(events);
  }

  /**
   * The queue of a vector.
   *
   * @param queueDepth how many requests the drive holds at once
   * @param nrRequests scheduler tags at the start
   * @param stripes submitting CPUs
   * @param rotational whether the drive has heads that move
   * @param maxSectors longest read or write, in sectors of 512 bytes
   * @param maxSegments most data segments of a request
   * @param mergingOff whether nothing is merged
   * @param extendedMergingOff whether only the one-hit cache is looked at
   * @param startNanos the clock at the start, above 0
   * @param startTick the tick counter at the start, any value
   */
  public record Queue(
      int queueDepth,
      int nrRequests,
      int stripes,
      boolean rotational,
      int maxSectors,
      int maxSegments,
      boolean mergingOff,
      boolean extendedMergingOff,
      long startNanos,
      long startTick) {}

  /** Returns how many recorded answers there are to compare. */
  public int answers() {
    int count = 0;
    for (VectorEvent event : events) {
      if (event.answer() != null) {
        count++;
      }
    }
    return count;
  }

  /** Whether the reference was built with groups: the vector names some. */
  public boolean hasGroups() {
    return events.stream().anyMatch(VectorEvent.NewGroup.class::isInstance);
  }

  /**
   * Returns the reference's notes around a line: those since the event before it, its own, and up
   * to a number of earlier ones.
   */
  public List<VectorEvent.Note> notesAround(int line, int earlier) {
    List<VectorEvent.Note> before = new ArrayList<>();
    List<VectorEvent.Note> after = new ArrayList<>();
    boolean passed = false;
    for (VectorEvent event : events) {
      if (event instanceof VectorEvent.Note note) {
        (note.line() < line ? before : after).add(note);
      } else if (passed) {
        break;
      }
      passed |= event.line() >= line;
    }
    List<VectorEvent.Note> around =
        new ArrayList<>(before.subList(Math.max(0, before.size() - earlier), before.size()));
    around.addAll(after);
    return List.copyOf(around);
  }
}
