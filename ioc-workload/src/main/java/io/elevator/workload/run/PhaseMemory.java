package io.elevator.workload.run;

import io.elevator.workload.files.JobFiles;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.memory.MemoryBudget;
import io.elevator.workload.pattern.IoPattern;
import io.elevator.workload.pattern.Region;
import java.util.function.Consumer;

/**
 * Account of the memory of the jobs of one phase. The memory is charged against its limits before
 * allocation and released when the phase is over. Used by the thread that runs the phases; the
 * limits are thread-safe.
 */
final class PhaseMemory implements AutoCloseable {
  /**
   * Memory that a job's statistics and state need, in bytes; the ten histograms need most of it.
   */
  private static final long JOB_BYTES = 256 << 10;

  /** Memory that each file of a job needs, in bytes: its position and the state of its offsets. */
  private static final long FILE_BYTES = 512;

  /**
   * Memory that one slot needs, in bytes: its bio and the objects that belong to it. A job has
   * {@code iodepth} slots.
   */
  private static final long SLOT_BYTES = 512;

  private final MemoryBudget heap;
  private final MemoryBudget buffers;

  /**
   * Creates an empty account of a phase's memory.
   *
   * @param heap limit on the heap
   * @param buffers limit on memory for the data of I/Os
   */
  PhaseMemory(MemoryBudget heap, MemoryBudget buffers) {
    this.heap = heap;
    this.buffers = buffers;
  }

  /** Returns the memory limit for the records that jobs make while they run. */
  MemoryBudget heap() {
    return heap;
  }

  /**
   * Charges the memory that a job will allocate against the limits.
   *
   * @param files job and its files
   * @param notes receiver of notes for users
   * @return access pattern of the job, without its random map if there is no memory for the map and
   *     the job allows that
   * @throws UserError if a limit is exceeded; the message names the job, its position and the
   *     option
   */
  AccessSpec reserve(JobFiles files, Consumer<String> notes) {
    JobSpec spec = files.job().spec();
    int count = files.regions().size();
    int depth = spec.pace().depth();
    int largest = spec.access().blockSizes().largest(spec.access().mode());
    take(
        buffers,
        spec,
        "one buffer of " + largest + " bytes for each of " + depth + " I/Os in flight",
        JobMemory.needed(spec),
        "iodepth",
        "bs");
    take(
        heap,
        spec,
        "one more job with "
            + count
            + (count == 1 ? " file" : " files")
            + " and "
            + depth
            + " I/Os in flight",
        JOB_BYTES + FILE_BYTES * count + SLOT_BYTES * depth,
        "numjobs",
        "nrfiles",
        "iodepth");
    return map(files, spec, notes);
  }

  private AccessSpec map(JobFiles files, JobSpec spec, Consumer<String> notes) {
    AccessSpec access = files.access();
    long blocks = IoPattern.mappedBlocks(access, files.regions());
    if (blocks == 0) {
      return access;
    }
    long bytes = IoPattern.mapBytes(blocks, files.regions().size());
    String use =
        "the map of "
            + blocks
            + " random blocks, of which each is used once (norandommap needs none),";
    int block = access.blockSizes().smallest(access.mode());
    boolean tooLong =
        files.regions().stream()
            .mapToLong(Region::bytes)
            .anyMatch(region -> region / block > IoPattern.MOST_MAPPED_BLOCKS);
    if (!tooLong && heap.take(bytes)) {
      return access;
    }
    if (!spec.memory().softMap()) {
      throw spec.given().error(heap.refusal(use, bytes), "size", "filesize", "bs");
    }
    notes.accept(
        "job "
            + spec.name()
            + ": "
            + heap.refusal(use, bytes)
            + "; softrandommap goes on without the map");
    return access.withoutRandomMap();
  }

  private static void take(
      MemoryBudget from, JobSpec spec, String use, long bytes, String... options) {
    if (!from.take(bytes)) {
      throw spec.given().error(from.refusal(use, bytes), options);
    }
  }

  @Override
  public void close() {
    heap.close();
    buffers.close();
  }
}
