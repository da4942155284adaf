package io.elevator.workload.files;

import java.nio.file.Path;

/**
 * A file that jobs work on; on a drive that has no files, a stretch of it that stands for one.
 *
 * @param driver the driver that does the work, by name
 * @param path its name as the first job gave it
 * @param bytes how long it must be
 * @param existingBytes how long it was found to be; −1 when it does not exist
 * @param backed whether the driver works on files, so that it has to exist
 * @param direct whether a job wants the page cache by-passed
 * @param written whether a job writes to it
 * @param mayCreate whether it may be made when it is missing
 * @param allowsMountedWrite whether every job that writes to it permits that on a block device that
 *     is mounted or otherwise in use
 * @param unlink whether it is removed when the run has ended
 * @param preRead whether it is read once before the run
 */
public record TargetFile(
    String driver,
    Path path,
    long bytes,
    long existingBytes,
    boolean backed,
    boolean direct,
    boolean written,
    boolean mayCreate,
    boolean allowsMountedWrite,
    boolean unlink,
    boolean preRead) {
  /** A file that may be made, stays, and is not read before. */
  public TargetFile(
      String driver,
      Path path,
      long bytes,
      long existingBytes,
      boolean backed,
      boolean direct,
      boolean written) {
    this(driver, path, bytes, existingBytes, backed, direct, written, true, false, false, false);
  }

  /** Whether it has to be made, or made longer, before jobs can start. */
  public boolean needsLayout() {
    return backed && existingBytes < bytes;
  }
}
