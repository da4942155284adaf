package io.elevator.workload.files;

import io.elevator.workload.input.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that one command reads, works on and writes, so that no output takes the place of an
 * input, of a data file or of another output. Files are compared by what they are, not by their
 * names. Not thread-safe.
 */
public final class FileRoles {
  private static final String STANDARD_INPUT = "-";
  private static final String DATA = "the file of the I/O";

  // By what identifies the file.
  private final Map<Object, Named> inputs = new HashMap<>();
  private final Map<Object, Named> data = new HashMap<>();
  private final Map<Object, Named> outputs = new HashMap<>();

  private record Named(String role, Path path) {}

  /**
   * Adds a file that is read as the command's input.
   *
   * @param role the role in words, such as "the job file"
   * @param path the path, or {@code -} for standard input
   */
  public void input(String role, String path) {
    Path file = path.equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : Path.of(path);
    SameFile.identity(file).forEach(key -> inputs.put(key, new Named(role, file)));
  }

  /**
   * Adds a file that the I/O goes to.
   *
   * @throws UserError if it is an input, whose content the I/O could replace
   */
  public void data(Path path) {
    for (Object key : SameFile.identity(path)) {
      refuse(DATA, path, inputs.get(key), "do the I/O on another file");
      data.put(key, new Named(DATA, path));
    }
  }

  /**
   * Adds a file that is written anew.
   *
   * @param option the option that names it
   * @throws UserError if it has another role already
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
