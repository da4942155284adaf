package io.elevator.files.finder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tree file: the lines of {@link RecordedTree}, and after each line {@code find PATH} the
 * expected lines of {@link #described}.
 *
 * @param name name of the file without its ending
 * @param tree recorded tree
 * @param searches searches with their results
 */
record Topology(String name, RecordedTree tree, List<Search> searches) {
  private static final Path FOLDER = Path.of("src/test/resources/io/elevator/files/finder/trees");

  /**
   * One search.
   *
   * @param path path to search
   * @param expected expected lines
   */
  record Search(String path, List<String> expected) {}

  /** Returns all tree files, sorted by name. */
  static Stream<Topology> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replace(".tree", ""))
          .sorted()
          .toList()
          .stream()
          .map(Topology::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a tree file. */
  static Topology read(String name) {
    RecordedTree tree = new RecordedTree();
    List<Search> searches = new ArrayList<>();
    int number = 0;
    for (String line : text(name).lines().toList()) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      if (content.startsWith("find ")) {
        searches.add(new Search(content.substring("find ".length()), new ArrayList<>()));
      } else if (!searches.isEmpty()) {
        searches.getLast().expected().add(content);
      } else if (!tree.accept(line)) {
        throw new IllegalStateException(name + ".tree:" + number + ": unknown line: " + line);
      }
    }
    return new Topology(name, tree, searches);
  }

  private static String text(String name) {
    try (InputStream in = Topology.class.getResourceAsStream("trees/" + name + ".tree")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the lines that describe a result in a tree file. */
  static List<String> described(FoundDisk disk) {
    List<String> lines = new ArrayList<>();
    lines.add("key " + disk.key());
    lines.add("kind " + disk.kind());
    lines.add("name " + disk.name());
    lines.add(("leaves " + String.join(" ", disk.leaves())).strip());
    DeviceAttributes read = disk.attributes();
    StringBuilder attributes = new StringBuilder("attributes");
    read.rotational().ifPresent(value -> attributes.append(" rotational=").append(value));
    read.requests().ifPresent(value -> attributes.append(" requests=").append(value));
    read.logicalBlockBytes().ifPresent(value -> attributes.append(" logical=").append(value));
    read.physicalBlockBytes().ifPresent(value -> attributes.append(" physical=").append(value));
    read.optimalIoBytes().ifPresent(value -> attributes.append(" optimal=").append(value));
    read.writeCache().ifPresent(value -> attributes.append(" cache=").append(value));
    read.scheduler().ifPresent(value -> attributes.append(" scheduler=").append(value));
    read.sizeBytes().ifPresent(value -> attributes.append(" size=").append(value));
    lines.add(attributes.toString());
    disk.steps().forEach(step -> lines.add("step " + step));
    disk.warnings().forEach(warning -> lines.add("warning " + warning.code()));
    return lines;
  }

  @Override
  public String toString() {
    return name;
  }
}
