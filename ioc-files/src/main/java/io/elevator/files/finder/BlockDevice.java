package io.elevator.files.finder;

import java.util.Optional;

/**
 * A block device.
 *
 * @param folder its folder in {@code /sys}, with all links resolved
 */
record BlockDevice(String folder) {
  /** Returns the kernel's name, such as {@code sda1} or {@code dm-0}. */
  String name() {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  /** Returns the device of a path in {@code /sys}, empty if the path cannot be one. */
  static Optional<BlockDevice> at(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash > 0 && slash < folder.length() - 1
        ? Optional.of(new BlockDevice(folder))
        : Optional.empty();
  }

  /** Returns the device of the enclosing folder, this device if that folder cannot be one. */
  BlockDevice enclosing() {
    return at(folder.substring(0, folder.lastIndexOf('/'))).orElse(this);
  }

  /** Returns the path of a file in the device's folder. */
  String file(String name) {
    return folder + "/" + name;
  }
}
