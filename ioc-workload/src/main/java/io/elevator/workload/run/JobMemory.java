package io.elevator.workload.run;

import io.elevator.api.MemoryRegistration;
import io.elevator.api.RequestQueue;
import io.elevator.workload.job.JobSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The memory of a job's I/Os, in one piece, which its queues are told of if the job asks for that.
 * Made before the job starts and closed by it when nothing is in flight.
 */
final class JobMemory implements AutoCloseable {
  private final long bytes;
  private final MemorySegment all;
  private final List<MemoryRegistration> registrations = new ArrayList<>();
  private final Set<String> refusals = new LinkedHashSet<>();

  /**
   * Allocates it.
   *
   * @param edgeBytes room beside a block, for the rest of the sectors at its edges
   * @param arena whose memory any thread may use; open until the job has ended
   */
  JobMemory(JobSpec spec, int edgeBytes, Arena arena, List<DrivePlace> places) {
    bytes = slotBytes(spec, edgeBytes);
    all = arena.allocate(bytes * spec.pace().depth(), align(spec));
    if (spec.memory().registered()) {
      places.stream().map(DrivePlace::queue).distinct().forEach(this::register);
    }
  }

  /** Returns the memory that a job needs for its I/Os, in bytes. */
  static long needed(JobSpec spec) {
    return slotBytes(spec, 0) * spec.pace().depth();
  }

  /** Returns the alignment: a page at least, so that no drive has to copy to reach its own. */
  private static long align(JobSpec spec) {
    return Math.max(4096, spec.memory().align());
  }

  private static long slotBytes(JobSpec spec, int edgeBytes) {
    long align = align(spec);
    long largest = (long) spec.access().blockSizes().largest(spec.access().mode()) + edgeBytes;
    return (largest + align - 1) & -align;
  }

  private void register(RequestQueue queue) {
    MemoryRegistration made = queue.registerMemory(all);
    registrations.add(made);
    if (!made.refusal().isEmpty()) {
      refusals.add(queue.name() + " goes on without registered memory: " + made.refusal());
    }
  }

  /** Returns the memory of one I/O at a time. */
  MemorySegment of(int slot) {
    return all.asSlice(slot * bytes, bytes);
  }

  /** Returns which queues have no use for it, and why. */
  Set<String> refusals() {
    return refusals;
  }

  @Override
  public void close() {
    registrations.forEach(MemoryRegistration::close);
  }
}
