package io.elevator.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings that were given for a disk, in order of precedence: builder, system properties,
 * properties file. In the two latter, {@code ioc.disk.NAME.SETTING} of one disk goes before {@code
 * ioc.disk.SETTING} of all.
 */
final class SettingLayers {
  /** Beginning of the names of properties. */
  static final String PREFIX = "ioc.disk.";

  /** Names of settings; {@code driver.} and {@code elevator.} are followed by an option's name. */
  static final List<String> NAMES =
      List.of(
          "driver", "elevator", "requests", "buffers", "bounces", "foreign-memory", "only-process");

  private final Map<String, DiskSetting> given = new LinkedHashMap<>();

  /**
   * Collects the settings of a disk.
   *
   * @param builder settings of the builder, by name
   * @param system system properties
   * @param file properties of the file, or null
   * @param fileName name of the file, for messages
   * @param disk name of the disk
   * @throws IllegalArgumentException if a property for all disks, or for this disk, names no
   *     setting
   */
  SettingLayers(
      Map<String, String> builder,
      Properties system,
      @Nullable Properties file,
      String fileName,
      String disk) {
    builder.forEach((name, value) -> add(name, value, "the builder of Disks"));
    addAll(system, "system property ", disk);
    if (file != null) {
      addAll(file, fileName + ": ", disk);
    }
  }

  private void addAll(Properties properties, String origin, String disk) {
    Map<String, String> sorted = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        sorted.put(name, properties.getProperty(name, ""));
      }
    }
    String own = PREFIX + disk + '.';
    List<String> general = new ArrayList<>();
    for (Map.Entry<String, String> entry : sorted.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(own) && isSetting(name.substring(own.length()))) {
        add(name.substring(own.length()), entry.getValue(), origin + name);
      } else if (isSetting(name.substring(PREFIX.length()))) {
        general.add(name);
      }
    }
    for (String name : general) {
      add(name.substring(PREFIX.length()), sorted.getOrDefault(name, ""), origin + name);
    }
  }

  /** Returns whether a name is that of a setting. */
  static boolean isSetting(String name) {
    return NAMES.contains(name) || isOption(name, "driver.") || isOption(name, "elevator.");
  }

  private static boolean isOption(String name, String prefix) {
    return name.startsWith(prefix) && name.length() > prefix.length();
  }

  private void add(String name, String value, String origin) {
    DiskSetting ignored = given.putIfAbsent(name, new DiskSetting(name, value, origin));
  }

  /** Returns the settings that were given, by name. */
  Map<String, DiskSetting> given() {
    return given;
  }
}
