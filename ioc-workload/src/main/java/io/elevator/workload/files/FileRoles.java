package io.elevator.workload.files;

import io.elevator.workload.input.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that one command reads, does its I/O on and writes. Refuses an output that would replace an
 * input, a data file or another output. Compares the identity of files, not their names. Not
 * thread-safe.
 */
public final class FileRoles {
  private static final String STANDARD_INPUT = "-";
  private static final String DATA = "the file of the I/O";

  // The maps below have the identity of a file as key.
  private final Map<Object, Named> inputs = new HashMap<>();
  private final Map<Object, Named> data = new HashMap<>();
  private final Map<Object, Named> outputs = new HashMap<>();

  private record Named(String role, Path path) {}

  /**
   * Adds a file that the command reads as its input.
   *
   * @param role role of the file in messages, such as "the job file"
   * @param path path of the file, or {@code -} for standard input
   */
  public void input(String role, String path) {
    Path file = path.equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : Path.of(path);
    SameFile.identity(file).forEach(key -> inputs.put(key, new Named(role, file)));
  }

  /**
   * Adds a data file, on which the command does I/O.
   *
   * @throws UserError if the file is an input, whose content the I/O could overwrite
   */
  public void data(Path path) {
    for (Object key : SameFile.identity(path)) {
      refuse(DATA, path, inputs.get(key), "do the I/O on another file");
      data.put(key, new Named(DATA, path));
    }
  }

  /**
   * Adds a file that the command writes from its start.
   *
   * @param option option that names the file
   * @param path path of the file
   * @throws UserError if the file already has another role
   */
  public void output(String option, Path path) {
    List<Object> keys = SameFile.identity(path);
    for (Map<Object, Named> others : List.of(inputs, data, outputs)) {
      keys.forEach(key -> refuse(option, path, others.get(key), "write to another file"));
    }
    keys.forEach(key -> outputs.put(key, new Named(option, path)));
  }

  private static void refuse(String option, Path path, @Nullable Named other, String advice) {
    if (other != null) {
      throw new UserError(
          option + ": " + path + " is also " + other.role + " (" + other.path + "); " + advice);
    }
  }
}
