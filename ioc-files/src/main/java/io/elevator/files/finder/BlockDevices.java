package io.elevator.files.finder;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.SystemReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds block devices in {@code /sys}, and the disks below partitions and below devices that lie on
 * other devices.
 */
final class BlockDevices {
  /** Greatest number of devices that lie on one another. */
  private static final int DEEPEST = 16;

  /** Greatest number of devices below one device. */
  private static final int MOST_BELOW = 256;

  private static final String BY_NUMBER = "/sys/dev/block/";
  private static final String BY_NAME = "/sys/class/block/";

  private final SystemReader system;
  private final SearchNotes notes;
  private final DeviceLabels labels;

  BlockDevices(SystemReader system, SearchNotes notes, DeviceLabels labels) {
    this.system = system;
    this.notes = notes;
    this.labels = labels;
  }

  /** Returns the device of a number, empty if {@code /sys} does not show it. */
  Optional<BlockDevice> ofNumber(DeviceNumber number) {
    Optional<BlockDevice> linked = system.real(BY_NUMBER + number).flatMap(BlockDevice::at);
    if (linked.isPresent()) {
      notes.step(BY_NUMBER + number + " is the device " + linked.get().name());
      return linked;
    }
    // Podman hides /sys/dev/block but not /sys/class/block.
    for (String name : system.names(BY_NAME)) {
      if (system.attribute(BY_NAME + name + "/dev").filter(number.toString()::equals).isPresent()) {
        notes.step(
            BY_NUMBER + number + " is hidden; " + BY_NAME + name + "/dev has the same number");
        return ofName(name);
      }
    }
    return Optional.empty();
  }

  /** Returns the device with a name of the kernel, empty if {@code /sys} does not show it. */
  Optional<BlockDevice> ofName(String name) {
    return system.real(BY_NAME + name).flatMap(BlockDevice::at);
  }

  /**
   * Returns the device that a mount names as its source, such as {@code /dev/mapper/vg-data}; empty
   * if {@code /sys} does not show it.
   */
  Optional<BlockDevice> ofSource(String source) {
    if (!source.startsWith("/dev/")) {
      return Optional.empty();
    }
    String node = system.real(source).filter(path -> path.startsWith("/dev/")).orElse(source);
    // The kernel writes a slash in the name of a device as an exclamation mark.
    Optional<BlockDevice> named = ofName(node.substring("/dev/".length()).replace('/', '!'));
    if (named.isPresent()) {
      return named;
    }
    // Within a container, /dev has no links from the names of the device mapper to its devices.
    String mapped = source.substring(source.lastIndexOf('/') + 1);
    for (String name : system.names(BY_NAME)) {
      if (name.startsWith("dm-")
          && system.attribute(BY_NAME + name + "/dm/name").filter(mapped::equals).isPresent()) {
        return ofName(name);
      }
    }
    return Optional.empty();
  }

  /** Returns the disk below a device. */
  BlockDisk below(BlockDevice device) {
    List<BlockDevice> chain = new ArrayList<>();
    BlockDevice current = whole(device);
    while (true) {
      if (chain.contains(current) || chain.size() == DEEPEST) {
        notes.warn(
            DiskWarning.Code.LIMIT_REACHED,
            "the devices below "
                + device.name()
                + " form a cycle or are more than "
                + DEEPEST
                + " deep; the search ended at "
                + current.name());
        return new BlockDisk(current, List.of(current), chain);
      }
      chain.add(current);
      List<BlockDevice> slaves = slaves(current);
      if (slaves.isEmpty()) {
        return new BlockDisk(current, List.of(current), chain);
      }
      if (slaves.size() == 1) {
        notes.step(labels.of(current) + " lies on " + slaves.getFirst().name());
        current = whole(slaves.getFirst());
        continue;
      }
      List<BlockDevice> leaves = leaves(current);
      if (leaves.size() == 1) {
        BlockDevice leaf = leaves.getFirst();
        notes.step(
            labels.of(current) + " lies on " + names(slaves) + ", all on the disk " + leaf.name());
        chain.add(leaf);
        return new BlockDisk(leaf, leaves, chain);
      }
      notes.step(
          labels.of(current) + " spreads over " + names(slaves) + ", so it is the disk itself");
      return new BlockDisk(current, leaves, chain);
    }
  }

  /** Returns the disk of a partition and notes that step, or a device that is no partition. */
  private BlockDevice whole(BlockDevice device) {
    BlockDevice disk = withoutPartition(device);
    if (!disk.equals(device)) {
      notes.step(device.name() + " is a partition of " + disk.name());
    }
    return disk;
  }

  private BlockDevice withoutPartition(BlockDevice device) {
    return system.attribute(device.file("partition")).isPresent() ? device.enclosing() : device;
  }

  private List<BlockDevice> slaves(BlockDevice device) {
    return system.names(device.file("slaves")).stream()
        .map(name ->
            system
                .real(device.file("slaves/" + name))
                .flatMap(BlockDevice::at)
                .or(() -> ofName(name)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns the whole disks below a device, the device itself if its slaves form a cycle. */
  private List<BlockDevice> leaves(BlockDevice top) {
    Set<BlockDevice> leaves = new LinkedHashSet<>();
    Set<BlockDevice> visited = new LinkedHashSet<>();
    Deque<BlockDevice> waiting = new ArrayDeque<>(List.of(top));
    while (!waiting.isEmpty()) {
      BlockDevice device = waiting.remove();
      if (visited.size() == MOST_BELOW) {
        notes.warn(
            DiskWarning.Code.LIMIT_REACHED,
            top.name() + " lies on more than " + MOST_BELOW + " devices; the others are left out");
        break;
      }
      if (visited.add(device)) {
        List<BlockDevice> slaves = slaves(device);
        if (slaves.isEmpty()) {
          leaves.add(device);
        }
        slaves.forEach(slave -> waiting.add(withoutPartition(slave)));
      }
    }
    return leaves.isEmpty() ? List.of(top) : List.copyOf(leaves);
  }

  private static String names(List<BlockDevice> devices) {
    return String.join(", ", devices.stream().map(BlockDevice::name).toList());
  }
}
