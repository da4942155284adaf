package io.elevator.workload.job;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of one clone of a job, and the part of them that it uses.
 *
 * @param paths one or more paths, resolved against {@code directory}
 * @param named whether the job file gives the names; otherwise the names are generated and the
 *     files belong to this clone only
 * @param size size of the job's part of all files together
 * @param fileSize least size of each file in bytes, null for an equal share of {@code size}
 * @param fileSizeMax greatest size of each file in bytes, if {@code fileSize} is given
 * @param offset offset at which the job's part of each file begins
 * @param offsetAlign multiple, in bytes, to which an offset in percent is rounded up; 0 for the
 *     smallest block size
 * @param offsetIncrement added to {@code offset} for each clone, multiplied by the clone's number
 * @param ioSize size of a pass as a percentage of the files, null if not given as a percentage
 * @param append whether the job's part begins after the existing content of the file
 * @param fillDevice whether files take all free space
 * @param mayCreate whether a missing file is created
 * @param allowsMountedWrite whether a block device may be written although it is mounted or in use
 * @param createOnly whether the job ends once its files exist
 * @param unlink whether the files are deleted when the job ends
 * @param preRead whether the files are read once before the job starts
 */
public record FileSpec(
    List<Path> paths,
    boolean named,
    SizeLimit size,
    @Nullable Long fileSize,
    long fileSizeMax,
    SizeLimit offset,
    long offsetAlign,
    SizeLimit offsetIncrement,
    @Nullable SizeLimit ioSize,
    boolean append,
    boolean fillDevice,
    boolean mayCreate,
    boolean allowsMountedWrite,
    boolean createOnly,
    boolean unlink,
    boolean preRead) {
  public FileSpec {
    paths = List.copyOf(paths);
  }

  /** Creates a file specification in which all parts that are not given have fio's defaults. */
  public FileSpec(
      List<Path> paths,
      boolean named,
      SizeLimit size,
      @Nullable Long fileSize,
      SizeLimit offset,
      SizeLimit offsetIncrement) {
    this(
        paths,
        named,
        size,
        fileSize,
        fileSize == null ? 0 : fileSize,
        offset,
        0,
        offsetIncrement,
        null,
        false,
        false,
        true,
        false,
        false,
        false,
        false);
  }
}
