package io.elevator.files.finder;

import java.util.List;

/**
 * The disk below a block device.
 *
 * @param disk the whole disk, or the device that spreads I/O over several disks
 * @param leaves whole disks that the I/O ends at; {@code disk} alone if it is a whole disk
 * @param chain devices from the one that was asked for, without partitions, down to {@code disk}
 */
record BlockDisk(BlockDevice disk, List<BlockDevice> leaves, List<BlockDevice> chain) {
  /** Returns whether I/O of the device ends at several disks. */
  boolean isSpread() {
    return leaves.size() > 1;
  }

  /** Returns the sorted names of the leaves. */
  List<String> leafNames() {
    return leaves.stream().map(BlockDevice::name).distinct().sorted().toList();
  }
}
