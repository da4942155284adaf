package io.elevator.files.finder;

import io.elevator.files.system.SystemReader;
import java.util.Optional;

/** Labels of block devices for people: the kernel's name, and model or purpose where known. */
final class DeviceLabels {
  private final SystemReader system;

  DeviceLabels(SystemReader system) {
    this.system = system;
  }

  /** Returns the label of a device, such as {@code dm-0 (LVM volume vg-data)}. */
  String of(BlockDevice device) {
    return mapped(device)
        .or(() -> system.attribute(device.file("md/level")))
        .or(() -> system.attribute(device.file("loop/backing_file")).map("file "::concat))
        .or(() -> system.attribute(device.file("device/model")))
        .filter(text -> !text.isEmpty())
        .map(text -> device.name() + " (" + text + ")")
        .orElse(device.name());
  }

  /** Returns the kind of a disk by what its folder contains. */
  DiskKind kind(BlockDisk found) {
    BlockDevice disk = found.disk();
    if (found.isSpread()) {
      return system.attribute(disk.file("md/level")).isPresent()
          ? DiskKind.MD_RAID
          : DiskKind.STACKED;
    }
    return system.attribute(disk.file("loop/backing_file")).isPresent()
        ? DiskKind.LOOP
        : DiskKind.DISK;
  }

  private Optional<String> mapped(BlockDevice device) {
    return system
        .attribute(device.file("dm/name"))
        .map(name -> purpose(system.attribute(device.file("dm/uuid")).orElse("")) + " " + name);
  }

  /** Returns the purpose of a mapped device: programs begin its UUID with a mark of their own. */
  private static String purpose(String uuid) {
    if (uuid.startsWith("LVM-")) {
      return "LVM volume";
    }
    if (uuid.startsWith("CRYPT-")) {
      return "encrypted volume";
    }
    if (uuid.startsWith("mpath-")) {
      return "multipath device";
    }
    return uuid.matches("part\\d+-.*") ? "partition" : "mapped device";
  }
}
