package io.elevator.files.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code /proc/self/mountinfo}, with escapes such as {@code \040} decoded.
 *
 * @param id number of the mount
 * @param parent number of the mount that this one is mounted on
 * @param device number of the mounted file system
 * @param root folder of that file system that is mounted; not {@code /} for a bind mount
 * @param point absolute path at which it is mounted
 * @param type type of the file system, such as {@code ext4}
 * @param source device, server or pool, as it was given to {@code mount}
 * @param options options of the file system
 */
public record Mount(
    int id,
    int parent,
    DeviceNumber device,
    String root,
    String point,
    String type,
    String source,
    List<String> options) {
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");

  /** Fields before the optional fields, which end with a hyphen. */
  private static final int FIXED_FIELDS = 6;

  /** Copies the options. */
  public Mount {
    options = List.copyOf(options);
  }

  /** Returns the mount of a line, empty if the line has another form. */
  static Optional<Mount> parse(String line) {
    String[] fields = line.split(" ", -1);
    int hyphen = FIXED_FIELDS;
    while (hyphen < fields.length && !fields[hyphen].equals("-")) {
      hyphen++;
    }
    // The source may be empty, and the kernel then still writes its blanks.
    if (hyphen + 3 >= fields.length) {
      return Optional.empty();
    }
    Optional<DeviceNumber> device = DeviceNumber.parse(fields[2]);
    String point = decoded(fields[4]);
    if (device.isEmpty()
        || !isNumber(fields[0])
        || !isNumber(fields[1])
        || !point.startsWith("/")) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(
            Integer.parseInt(fields[0]),
            Integer.parseInt(fields[1]),
            device.get(),
            decoded(fields[3]),
            point,
            fields[hyphen + 1],
            decoded(fields[hyphen + 2]),
            options(fields[hyphen + 3])));
  }

  /** Returns the value of an option {@code name=value}, empty if there is none. */
  public Optional<String> option(String name) {
    return options.stream()
        .filter(option -> option.startsWith(name + "="))
        .map(option -> option.substring(name.length() + 1))
        .findFirst();
  }

  /** Returns whether this mount contains a path, or is mounted on exactly that path. */
  boolean contains(String path) {
    return point.equals("/")
        || path.equals(point)
        || (path.startsWith(point) && path.charAt(point.length()) == '/');
  }

  /** Splits at commas before it decodes, since a path in an option may contain an escaped comma. */
  private static List<String> options(String field) {
    List<String> options = new ArrayList<>();
    for (String option : field.split(",", -1)) {
      options.add(decoded(option));
    }
    return options;
  }

  private static boolean isNumber(String field) {
    return field.matches("\\d{1,9}");
  }

  private static String decoded(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder();
    Matcher matcher = ESCAPE.matcher(field);
    int end = 0;
    while (matcher.find()) {
      text.append(field, end, matcher.start()).append((char) Integer.parseInt(matcher.group(1), 8));
      end = matcher.end();
    }
    return text.append(field, end, field.length()).toString();
  }
}
