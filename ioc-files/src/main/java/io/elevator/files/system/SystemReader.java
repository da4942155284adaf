package io.elevator.files.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@link SystemTree} for one search: never throws for what the tree contains, and stops
 * after a number of accesses, so that a search in a hostile or cyclic tree ends. Not thread-safe.
 */
public final class SystemReader {
  /** Greatest number of accesses of one search. */
  public static final int MOST_ACCESSES = 20_000;

  /** Greatest number of entries of a folder that are read. */
  public static final int MOST_NAMES = 4096;

  /** Greatest number of bytes of a file of {@code /sys}, which are shorter than a page. */
  private static final int ATTRIBUTE_BYTES = 4096;

  private static final int MOUNTS_BYTES = 8 << 20;

  private final SystemTree tree;
  private int accesses;
  private boolean cutOff;

  /** Creates a reader for one search. */
  public SystemReader(SystemTree tree) {
    this.tree = tree;
  }

  /** Returns whether the operating system is Linux. */
  public boolean isLinux() {
    return tree.isLinux();
  }

  /** Returns whether a limit has cut off something that the search asked for. */
  public boolean isCutOff() {
    return cutOff;
  }

  /** Returns the text of a file of {@code /sys} without blanks around it, empty if not readable. */
  public Optional<String> attribute(String file) {
    return ask(() -> tree.text(file, ATTRIBUTE_BYTES)).map(String::strip);
  }

  /** Returns the mount table of this process, an empty table if it is not readable. */
  public MountTable mounts() {
    String text = ask(() -> tree.text("/proc/self/mountinfo", MOUNTS_BYTES)).orElse("");
    if (text.length() >= MOUNTS_BYTES) {
      cutOff = true;
    }
    return MountTable.parse(text);
  }

  /** Returns the sorted names of the entries of a folder, none if it is not readable. */
  public List<String> names(String folder) {
    List<String> names = ask(() -> tree.names(folder, MOST_NAMES)).orElse(List.of());
    if (names.size() >= MOST_NAMES) {
      cutOff = true;
    }
    return names.stream().filter(SystemReader::isName).sorted().toList();
  }

  /** Returns the path of a file with all links resolved, empty if it does not exist. */
  public Optional<String> real(String file) {
    return ask(() -> tree.realPath(Path.of(file)).toString());
  }

  /** Returns the path of a file with all links resolved, empty if it does not exist. */
  public Optional<Path> real(Path path) {
    return ask(() -> tree.realPath(path));
  }

  /** Returns the path that a symbolic link holds, empty if {@code path} is none. */
  public Optional<Path> linkTarget(Path path) {
    return ask(() -> tree.linkTarget(path));
  }

  /** Returns the number of the device that a file is on, empty if it is not available. */
  public Optional<DeviceNumber> device(Path path) {
    return ask(() -> tree.device(path));
  }

  /** Returns the name of the store that a file is on, empty if it is not available. */
  public Optional<String> store(Path path) {
    return ask(() -> tree.store(path)).map(String::strip).filter(name -> !name.isEmpty());
  }

  private static boolean isName(String name) {
    return !name.isEmpty() && name.indexOf('/') < 0 && !name.equals(".") && !name.equals("..");
  }

  private <T> Optional<T> ask(Question<T> question) {
    if (accesses == MOST_ACCESSES) {
      cutOff = true;
      return Optional.empty();
    }
    accesses++;
    try {
      return Optional.of(question.answer());
    } catch (IOException | RuntimeException e) {
      // An unreadable file counts as absent; the search notes the step that it takes instead.
      return Optional.empty();
    }
  }

  /** One access of the tree. */
  @FunctionalInterface
  private interface Question<T> {
    T answer() throws IOException;
  }
}
