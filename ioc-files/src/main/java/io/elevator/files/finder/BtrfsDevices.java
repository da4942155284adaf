package io.elevator.files.finder;

import io.elevator.files.system.SystemReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One btrfs in {@code /sys/fs/btrfs}.
 *
 * @param uuid UUID of the file system
 * @param members its devices that {@code /sys} shows; never empty
 */
record BtrfsDevices(String uuid, List<BlockDevice> members) {
  private static final String ROOT = "/sys/fs/btrfs/";

  /**
   * Returns the file system that has a device. A mount names only one of several devices. If no
   * file system has that device, as with the source {@code /dev/root}, but there is only one file
   * system, returns that one.
   *
   * @param device kernel's name of the device
   */
  static Optional<BtrfsDevices> with(
      String device, SystemReader system, BlockDevices devices, SearchNotes notes) {
    List<String> all = new ArrayList<>();
    String found = null;
    for (String uuid : system.names(ROOT)) {
      List<String> names = system.names(ROOT + uuid + "/devices");
      if (!names.isEmpty()) {
        all.add(uuid);
      }
      if (names.contains(device)) {
        found = uuid;
        break;
      }
    }
    if (found == null && all.size() == 1) {
      notes.step(device + " is not in " + ROOT + ", which has one file system only");
      found = all.getFirst();
    }
    if (found == null) {
      return Optional.empty();
    }
    String folder = ROOT + found + "/devices";
    List<BlockDevice> members =
        system.names(folder).stream()
            .map(name ->
                system
                    .real(folder + "/" + name)
                    .flatMap(BlockDevice::at)
                    .or(() -> devices.ofName(name)))
            .flatMap(Optional::stream)
            .toList();
    if (members.isEmpty()) {
      return Optional.empty();
    }
    notes.step(
        "btrfs "
            + found
            + " lies on "
            + String.join(", ", members.stream().map(BlockDevice::name).toList()));
    return Optional.of(new BtrfsDevices(found, members));
  }
}
