package io.elevator.files.finder;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Names that an operator gives to disks, which replace what would be detected: the value of the
 * property {@value #PROPERTY}, such as {@code /data1=fast,/data2=fast,/log=log}. Each entry names
 * the disk of all files in and below a folder; the entry with the longest folder decides. Folders
 * with the same name share one disk. Immutable.
 *
 * @param entries entries in the order in which they were given
 */
public record DiskNames(List<Entry> entries) {
  /** Name of the system property, and of the property in a properties file. */
  public static final String PROPERTY = "ioc.disks";

  /** No names: every disk is detected. */
  public static final DiskNames NONE = new DiskNames(List.of());

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /**
   * One entry.
   *
   * @param folder absolute path of a folder, which may not exist yet
   * @param name name of the disk: letters and digits, and after the first also {@code .}, {@code _}
   *     and {@code -}
   */
  public record Entry(Path folder, String name) {
    /** Checks the entry. */
    public Entry {
      if (!folder.isAbsolute()) {
        throw new IllegalArgumentException(
            "the folder '" + folder + "' is relative; expected an absolute path");
      }
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'" + name + "' is not a name; expected letters, digits, '.', '_' and '-'");
      }
    }
  }

  /** Copies the entries. */
  public DiskNames {
    entries = List.copyOf(entries);
  }

  /**
   * Parses the value of the property.
   *
   * @param place origin of the value, for messages: a file with a line, or the system property
   * @param value entries {@code FOLDER=NAME} with commas between them; blank for none. A folder
   *     with a comma cannot be given.
   * @throws IllegalArgumentException if an entry has another form, or a folder stands there twice
   */
  public static DiskNames parse(String place, String value) {
    if (value.isBlank()) {
      return NONE;
    }
    List<Entry> entries = new ArrayList<>();
    for (String text : value.split(",", -1)) {
      String where = place + ": entry " + (entries.size() + 1) + ", '" + text.strip() + "': ";
      Entry entry = entry(where, text.strip());
      if (entries.stream().anyMatch(each -> each.folder().equals(entry.folder()))) {
        throw new IllegalArgumentException(
            where + "the folder " + entry.folder() + " has a name already; expected one entry");
      }
      entries.add(entry);
    }
    return new DiskNames(entries);
  }

  /**
   * Returns the names of the system property {@value #PROPERTY}, {@link #NONE} if it is not set.
   *
   * @throws IllegalArgumentException if its value has another form than {@link #parse} expects
   */
  public static DiskNames ofSystemProperty() {
    return parse("system property " + PROPERTY, System.getProperty(PROPERTY, ""));
  }

  /**
   * Returns the names of the property {@value #PROPERTY} of a properties file in UTF-8, {@link
   * #NONE} if the file does not have it.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the file is no properties file, or the value has another
   *     form than {@link #parse} expects; the message names file and line
   */
  public static DiskNames read(Path file) throws IOException {
    String text;
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      text = reader.readAllAsString();
    }
    try {
      properties.load(Reader.of(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": not a properties file: " + e.getMessage(), e);
    }
    return parse(file + ":" + line(text) + ": " + PROPERTY, properties.getProperty(PROPERTY, ""));
  }

  /** Returns the number of the last line that begins with the property, 1 if there is none. */
  private static int line(String text) {
    List<String> lines = text.lines().toList();
    Pattern start = Pattern.compile("\\s*" + Pattern.quote(PROPERTY) + "\\s*([=:\\s].*)?");
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (start.matcher(lines.get(i)).matches()) {
        return i + 1;
      }
    }
    return 1;
  }

  private static Entry entry(String where, String text) {
    // A folder may contain an equals sign; a name does not.
    int equals = text.lastIndexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new IllegalArgumentException(where + "expected FOLDER=NAME, such as /data1=fast");
    }
    try {
      return new Entry(
          Path.of(text.substring(0, equals).strip()).normalize(),
          text.substring(equals + 1).strip());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(where + "not a path: " + e.getReason(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + e.getMessage(), e);
    }
  }
}
