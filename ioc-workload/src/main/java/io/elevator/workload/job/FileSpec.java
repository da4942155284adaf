package io.elevator.workload.job;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that one clone of a job works on, and which part of them.
 *
 * @param paths one or more, resolved against {@code directory}
 * @param named whether the job file gave the names; otherwise they are made up and belong to this
 *     clone alone
 * @param size bytes of all files together that the job works on
 * @param fileSize size of each file at least, null for an equal share of {@code size}
 * @param fileSizeMax size of each file at most, where {@code fileSize} is given
 * @param offset where in each file the job's part begins
 * @param offsetAlign multiple, in bytes, to which an offset in percent is rounded up; 0 for the
 *     smallest block size
 * @param offsetIncrement what each clone adds to {@code offset}, times its number
 * @param ioSize bytes of a pass as a part of the files, null if not so given
 * @param append whether the job's part begins behind what the file holds
 * @param fillDevice whether files take all room there is
 * @param mayCreate whether a missing file is made
 * @param allowsMountedWrite whether a block device is written although it is mounted or in use
 * @param createOnly whether the job ends when its files are there
 * @param unlink whether its files are removed at its end
 * @param preRead whether its files are read once before it starts
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

  /** Files with fio's defaults for all that is not given. */
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
