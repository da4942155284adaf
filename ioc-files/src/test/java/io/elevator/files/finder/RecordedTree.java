package io.elevator.files.finder;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.SystemTree;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code /proc} and {@code /sys} of a recorded system, in memory. Reads the lines of a tree
 * file:
 *
 * <ul>
 *   <li>{@code text FILE VALUE}: a file with one line
 *   <li>{@code mount LINE}: one more line of {@code /proc/self/mountinfo}
 *   <li>{@code folder PATH}: a folder, with those above it
 *   <li>{@code link PATH TARGET}: a symbolic link
 *   <li>{@code block FOLDER NUMBER}: a block device with its links in {@code /sys/dev/block} and
 *       {@code /sys/class/block}
 *   <li>{@code partition FOLDER NUMBER}: the same with the file {@code partition}
 *   <li>{@code attr NAME VALUE}: a file in the folder of the last block device
 *   <li>{@code queue NAME=VALUE...}: files in its folder {@code queue}, with {@code _} for blanks
 *   <li>{@code slaves NAME...}: links in {@code slaves} of the last block device to others
 *   <li>{@code dev NUMBER PATH}: device number of a path and of everything below it
 *   <li>{@code remove PATH}: takes away a path and everything below it
 *   <li>{@code system NAME}, {@code store NAME}: operating system; file store of all paths
 * </ul>
 */
final class RecordedTree implements SystemTree {
  private static final int MOST_LINKS = 40;

  final Map<String, String> texts = new TreeMap<>();
  final Map<String, String> links = new TreeMap<>();
  final TreeSet<String> folders = new TreeSet<>();
  final Map<String, DeviceNumber> devices = new TreeMap<>();
  private String system = "Linux";
  private String store = "";
  private String block = "";

  /** Carries out a line of a tree file; returns false if the line is none of those above. */
  boolean accept(String line) {
    String[] words = line.strip().split("\\s+", 3);
    switch (words[0]) {
      case "text" -> addText(words[1], words.length == 2 ? "" : words[2]);
      case "mount" -> {
        String old = texts.getOrDefault("/proc/self/mountinfo", "");
        addText("/proc/self/mountinfo", old + line.strip().substring("mount ".length()) + "\n");
      }
      case "folder" -> addFolder(line.strip().substring("folder ".length()));
      case "link" -> addLink(words[1], words[2]);
      case "block" -> addBlock(words[1], words[2]);
      case "partition" -> {
        addBlock(words[1], words[2]);
        addText(words[1] + "/partition", "1");
      }
      case "attr" -> addText(block + "/" + words[1], words.length == 2 ? "" : words[2]);
      case "queue" ->
          Arrays.stream(line.strip().split("\\s+"))
              .skip(1)
              .map(word -> word.split("=", 2))
              .forEach(
                  pair -> addText(block + "/queue/" + pair[0], pair[1].replace('_', ' ').strip()));
      case "slaves" ->
          Arrays.stream(line.strip().split("\\s+"))
              .skip(1)
              .forEach(name ->
                  addLink(block + "/slaves/" + name, links.get("/sys/class/block/" + name)));
      case "dev" -> devices.put(words[2], DeviceNumber.parse(words[1]).orElseThrow());
      case "remove" -> {
        for (var names : List.of(texts.keySet(), links.keySet(), folders)) {
          names.removeIf(name -> name.equals(words[1]) || name.startsWith(words[1] + "/"));
        }
      }
      case "system" -> system = words[1];
      case "store" -> store = words[1];
      default -> {
        return false;
      }
    }
    return true;
  }

  private void addText(String file, String value) {
    addFolder(parent(file));
    texts.put(file, value);
  }

  private void addLink(String path, String target) {
    addFolder(parent(path));
    links.put(path, target);
  }

  private void addFolder(String path) {
    for (String each = path; !each.isEmpty(); each = parent(each)) {
      folders.add(each);
    }
  }

  private void addBlock(String folder, String number) {
    block = folder;
    addText(folder + "/dev", number);
    addLink("/sys/dev/block/" + number, folder);
    addLink("/sys/class/block/" + folder.substring(folder.lastIndexOf('/') + 1), folder);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  @Override
  public boolean isLinux() {
    return system.equals("Linux");
  }

  @Override
  public String text(String file, int limit) throws IOException {
    String text = texts.get(resolved(file));
    if (text == null) {
      throw new NoSuchFileException(file);
    }
    return text.substring(0, Math.min(text.length(), limit));
  }

  @Override
  public List<String> names(String folder, int limit) throws IOException {
    String real = resolved(folder);
    if (!real.isEmpty() && !folders.contains(real)) {
      throw new NoSuchFileException(folder);
    }
    TreeSet<String> names = new TreeSet<>();
    for (var paths : List.of(texts.keySet(), links.keySet(), folders)) {
      paths.stream()
          .filter(path -> parent(path).equals(real))
          .forEach(path -> names.add(path.substring(real.length() + 1)));
    }
    return names.stream().limit(limit).toList();
  }

  @Override
  public Path realPath(Path path) throws IOException {
    return Path.of("/").resolve(resolved(path.toString()).replaceFirst("^/", ""));
  }

  @Override
  public Path linkTarget(Path link) throws IOException {
    Path parent = link.getParent();
    String name = (parent == null ? "" : resolved(parent.toString())) + "/" + link.getFileName();
    if (!links.containsKey(name)) {
      throw new NotLinkException(link.toString());
    }
    return Path.of(links.get(name));
  }

  @Override
  public DeviceNumber device(Path path) throws IOException {
    for (String each = resolved(path.toString()); ; each = parent(each)) {
      DeviceNumber device = devices.get(each.isEmpty() ? "/" : each);
      if (device != null) {
        return device;
      }
      if (each.isEmpty()) {
        throw new IOException(path + ": no device number");
      }
    }
  }

  @Override
  public String store(Path path) throws IOException {
    if (store.isEmpty()) {
      throw new IOException(path + ": no file store");
    }
    return store;
  }

  /** Returns the path without links, the empty text for the root. */
  private String resolved(String path) throws IOException {
    Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
    String reached = "";
    int followed = 0;
    while (!names.isEmpty()) {
      String name = names.removeFirst();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        reached = parent(reached);
        continue;
      }
      String next = reached + "/" + name;
      String target = links.get(next);
      if (target == null) {
        if (!folders.contains(next) && !texts.containsKey(next)) {
          throw new NoSuchFileException(path);
        }
        reached = next;
        continue;
      }
      followed++;
      if (followed > MOST_LINKS) {
        throw new IOException(path + ": too many links");
      }
      List<String> parts = List.of(target.split("/"));
      parts.reversed().forEach(names::addFirst);
      if (target.startsWith("/")) {
        reached = "";
      }
    }
    return reached;
  }
}
