package io.elevator.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * Recording of one elevator: every call to it, the time of the call, and the elevator's answer.
 * Immutable.
 *
 * @param source name of the file it was read from, for messages
 * @param elevator name of the elevator
 * @param queue queue of the recording
 * @param events all lines after the first three, in order
 */
public record ConformanceVector(
    String source, String elevator, Queue queue, List<VectorEvent> events) {
  /** Creates a vector with a copy of the events. */
  public ConformanceVector {
    events = List.copyOf(events);
  }

  /**
   * The queue that a vector was recorded on.
   *
   * @param queueDepth number of requests that the drive holds at once
   * @param nrRequests number of scheduler tags at the start
   * @param stripes number of submitting CPUs
   * @param rotational whether the drive has moving heads
   * @param maxSectors longest read or write, in sectors of 512 bytes
   * @param maxSegments largest number of data segments of a request
   * @param mergingOff whether merging is switched off
   * @param extendedMergingOff whether merging tries only the one-hit cache
   * @param startNanos clock at the start, in nanoseconds, above 0
   * @param startTick tick counter at the start, any value
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

  /** Returns the number of recorded answers to compare. */
  public int answers() {
    int count = 0;
    for (VectorEvent event : events) {
      if (event.answer() != null) {
        count++;
      }
    }
    return count;
  }

  /**
   * Returns whether Linux 6.1 was built with group scheduling when it recorded the vector. Only
   * then the vector contains groups.
   */
  public boolean hasGroups() {
    return events.stream().anyMatch(VectorEvent.NewGroup.class::isInstance);
  }

  /**
   * Returns the notes of Linux 6.1 near a line: those since the previous event, those of the line
   * itself, and up to {@code earlier} notes before these.
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
