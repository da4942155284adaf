package io.elevator.workload.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * File that jobs use. If the driver does not work on files, this is the part of a drive that
 * represents the file.
 *
 * @param driver name of the driver
 * @param path path as the first job gives it
 * @param bytes required length, in bytes
 * @param existingBytes length found before the run in bytes, −1 if the file does not exist
 * @param backed whether the driver works on files, so that the file must exist
 * @param direct whether any job bypasses the page cache
 * @param written whether any job writes to the file
 * @param mayCreate whether the file may be created if it is missing
 * @param allowsMountedWrite whether every job that writes to it permits that on a block device that
 *     is mounted or otherwise in use
 * @param unlink whether the file is deleted when the run has ended
 * @param preRead whether the file is read once before the run
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
  /**
   * Creates the description of a file that may be created if it is missing, is not deleted after
   * the run, and is not read before the run.
   */
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

  /** Returns whether the file must be created or extended before jobs can start. */
  public boolean needsLayout() {
    return backed && existingBytes < bytes;
  }

  /**
   * Returns whether all parts are equal. Written out, as {@link #hashCode}, because the JVM would
   * generate code for the methods of a record at each start of the command.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TargetFile that
        && driver.equals(that.driver)
        && path.equals(that.path)
        && bytes == that.bytes
        && existingBytes == that.existingBytes
        && backed == that.backed
        && direct == that.direct
        && written == that.written
        && mayCreate == that.mayCreate
        && allowsMountedWrite == that.allowsMountedWrite
        && unlink == that.unlink
        && preRead == that.preRead;
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + Long.hashCode(bytes);
  }
}
