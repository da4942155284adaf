package io.elevator.files;

import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.QueueConfig;
import io.elevator.files.finder.DeviceAttributes;
import io.elevator.files.finder.FoundDisk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The settings of a disk, each with its origin: those that were given, and defaults. Immutable. */
final class DiskSettings {
  private static final long MEBIBYTE = 1 << 20;

  private final Map<String, DiskSetting> given;
  private final Map<String, DiskSetting> all = new LinkedHashMap<>();

  private DiskSettings(Map<String, DiskSetting> given) {
    this.given = given;
  }

  /**
   * Returns the settings of a disk.
   *
   * @param given settings that were given, by name
   * @throws IllegalArgumentException if a value is wrong
   */
  static DiskSettings of(Map<String, DiskSetting> given, FoundDisk found, BlockLayer layer) {
    DiskSettings settings = new DiskSettings(given);
    settings.add("driver", () -> driver(found, layer));
    settings.addOptions("driver.");
    settings.add("elevator", () -> elevator(found.attributes(), layer));
    settings.addOptions("elevator.");
    settings.add("requests", () -> requests(found.attributes()));
    settings.add("buffers", () -> byDefault("buffers", "64m", "64 MiB"));
    settings.add("bounces", () -> byDefault("bounces", "16m", "16 MiB"));
    settings.add(
        "foreign-memory",
        () -> byDefault("foreign-memory", "copy", "an arena may be closed while I/O is in flight"));
    settings.add(
        "only-process",
        () -> byDefault("only-process", "no", "other processes may have open files of the disk"));
    settings.check();
    return settings;
  }

  /** Source of a default. */
  @FunctionalInterface
  private interface Default {
    DiskSetting get();
  }

  private void add(String name, Default missing) {
    DiskSetting known = given.get(name);
    all.put(name, known == null ? missing.get() : known);
  }

  private void addOptions(String prefix) {
    given.forEach((name, setting) -> {
      if (name.startsWith(prefix)) {
        all.put(name, setting);
      }
    });
  }

  private static DiskSetting byDefault(String name, String value, String reason) {
    return new DiskSetting(name, value, "default: " + reason);
  }

  private static DiskSetting driver(FoundDisk found, BlockLayer layer) {
    if (!found.needsQueue()) {
      return byDefault("driver", "", "no queue, as " + found.kind().description() + " needs none");
    }
    String refusal = "no driver 'uring' is on the path";
    for (DriverInfo driver : layer.drivers()) {
      if (driver.name().equals("uring")) {
        refusal = driver.unavailableReason();
      }
    }
    return refusal.isEmpty()
        ? byDefault("driver", "uring", "io_uring works on this machine")
        : byDefault("driver", "file", "uring is not available: " + refusal);
  }

  private static DiskSetting elevator(DeviceAttributes attributes, BlockLayer layer) {
    List<String> known = layer.elevators().stream().map(ElevatorInfo::name).toList();
    Optional<Boolean> rotational = attributes.rotational();
    String wanted = rotational.orElse(false) ? "bfq" : "mq-deadline";
    String reason =
        rotational.isEmpty()
            ? "it is not known whether the disk rotates"
            : rotational.get() ? "the disk rotates" : "the disk does not rotate";
    return known.contains(wanted)
        ? byDefault("elevator", wanted, reason)
        : byDefault("elevator", "none", "no elevator '" + wanted + "' is on the path");
  }

  private static DiskSetting requests(DeviceAttributes attributes) {
    OptionalLong kernel = attributes.requests();
    return byDefault(
        "requests",
        "0",
        "the elevator decides"
            + (kernel.isPresent() ? "; the kernel's queue holds " + kernel.getAsLong() : ""));
  }

  private void check() {
    long ignored = bytes("buffers") + bytes("bounces") + number("requests");
    requireOneOf("foreign-memory", "copy", "unsafe");
    requireOneOf("only-process", "yes", "no");
  }

  private void requireOneOf(String name, String first, String second) {
    String value = text(name);
    if (!value.equals(first) && !value.equals(second)) {
      throw wrong(name, first + " or " + second);
    }
  }

  private IllegalArgumentException wrong(String name, String expected) {
    DiskSetting setting = all.getOrDefault(name, new DiskSetting(name, "", ""));
    return new IllegalArgumentException(
        setting.origin() + ": '" + name + "' is '" + setting.value() + "'; expected " + expected);
  }

  /** Returns the value of a setting; empty if it has none. */
  String text(String name) {
    DiskSetting setting = all.get(name);
    return setting == null ? "" : setting.value();
  }

  private int number(String name) {
    try {
      return Integer.parseUnsignedInt(text(name));
    } catch (NumberFormatException e) {
      throw wrong(name, "a number from 0");
    }
  }

  /** Returns a size in bytes, which may have a suffix k, m or g. */
  long bytes(String name) {
    String text = text(name);
    String digits = text.replaceFirst("[kmgKMG]$", "");
    int shift =
        digits.length() == text.length()
            ? 0
            : switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
              case 'k' -> 10;
              case 'm' -> 20;
              default -> 30;
            };
    try {
      long value = Math.multiplyExact(Long.parseLong(digits), 1L << shift);
      if (value >= MEBIBYTE) {
        return value;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw wrong(name, "a number of bytes such as 64m");
    }
    throw wrong(name, "at least 1m");
  }

  /** Returns whether a value is a default. */
  boolean isDefault(String name) {
    return !given.containsKey(name);
  }

  /** Returns all settings, in order. */
  List<DiskSetting> list() {
    return List.copyOf(all.values());
  }

  /** Returns the configuration of the disk's queue. */
  QueueConfig queue(String name) {
    QueueConfig config =
        QueueConfig.onDriver(text("driver"))
            .withName(name)
            .withElevator(text("elevator"))
            .withNrRequests(number("requests"));
    for (DiskSetting setting : all.values()) {
      if (setting.name().startsWith("driver.")) {
        config = config.withDriverOption(setting.name().substring(7), setting.value());
      } else if (setting.name().startsWith("elevator.")) {
        config = config.withElevatorAttribute(setting.name().substring(9), setting.value());
      }
    }
    return config;
  }

  /**
   * Requires that settings of a later opening agree with these.
   *
   * @throws IllegalStateException if a value differs; the message names both origins
   */
  void requireAgrees(String disk, Map<String, DiskSetting> later) {
    for (DiskSetting setting : later.values()) {
      DiskSetting known = all.get(setting.name());
      if (known == null || !known.value().equals(setting.value())) {
        throw new IllegalStateException(
            disk
                + " is open with '"
                + setting.name()
                + "' = '"
                + (known == null ? "" : known.value())
                + "' ("
                + (known == null ? "default: not set" : known.origin())
                + "); it cannot be '"
                + setting.value()
                + "' ("
                + setting.origin()
                + "), as a disk has one queue; expected equal settings, or an opening after the"
                + " disk was closed");
      }
    }
  }
}
