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
 * Memory of all I/Os of a job, in one segment. It is registered with the job's queues if the job
 * asks for that. Created before the job starts; the job closes it when no I/O is in flight.
 */
final class JobMemory implements AutoCloseable {
  private final long bytes;
  private final MemorySegment all;
  private final List<MemoryRegistration> registrations = new ArrayList<>();
  private final Set<String> refusals = new LinkedHashSet<>();

  /**
   * Allocates the memory of a job's I/Os.
   *
   * @param edgeBytes bytes added to each block for the rest of the sectors at its edges
   * @param arena arena whose memory any thread may use; must be open until the job has ended
   */
  JobMemory(JobSpec spec, int edgeBytes, Arena arena, List<DrivePosition> positions) {
    bytes = slotBytes(spec, edgeBytes);
    all = arena.allocate(bytes * spec.pace().depth(), align(spec));
    if (spec.memory().registered()) {
      positions.stream().map(DrivePosition::queue).distinct().forEach(this::register);
    }
  }

  /** Returns the memory that a job needs for its I/Os, in bytes. */
  static long needed(JobSpec spec) {
    return slotBytes(spec, 0) * spec.pace().depth();
  }

  /**
   * Returns the alignment of each I/O's memory, in bytes. It is at least a page, so that no driver
   * has to copy data to satisfy its own alignment.
   */
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

  /** Returns the memory of the I/O in slot number {@code slot}. */
  MemorySegment of(int slot) {
    return all.asSlice(slot * bytes, bytes);
  }

  /** Returns the names of the queues that refused to register the memory, with the reasons. */
  Set<String> refusals() {
    return refusals;
  }

  @Override
  public void close() {
    registrations.forEach(MemoryRegistration::close);
  }
}
