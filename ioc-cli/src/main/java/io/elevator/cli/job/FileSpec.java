package io.elevator.cli.job;

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
 * @param fileSize size of each file, null for an equal share of {@code size}
 * @param offset where in each file the job's part begins
 * @param offsetIncrement what each clone adds to {@code offset}, times its number
 */
public record FileSpec(
    List<Path> paths,
    boolean named,
    SizeLimit size,
    @Nullable Long fileSize,
    SizeLimit offset,
    SizeLimit offsetIncrement) {
  public FileSpec {
    paths = List.copyOf(paths);
  }
}
