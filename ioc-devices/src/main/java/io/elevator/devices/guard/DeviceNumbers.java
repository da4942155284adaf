package io.elevator.devices.guard;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A source of the numbers by which Linux identifies block devices. Several names (symbolic links,
 * {@code /dev/block/8:1}, a node made by {@code mknod}) may lead to one device; they have the same
 * number.
 */
@FunctionalInterface
interface DeviceNumbers {
  /** Number of a file that is not a block device. */
  long NONE = -1;

  /**
   * Returns the number of the block device that a path leads to.
   *
   * @return the number, or {@link #NONE} if the path leads to another kind of file or to no file
   * @throws IOException if the path cannot be examined
   */
  long of(Path path) throws IOException;

  /** Packs the major and the minor number of a device into one long. */
  static long pack(long major, long minor) {
    return major << 32 | minor;
  }

  /** Parses a device number in the kernel's notation {@code MAJOR:MINOR}. */
  static long parse(String text) {
    int colon = text.indexOf(':');
    return pack(
        Long.parseLong(text.substring(0, colon).strip()),
        Long.parseLong(text.substring(colon + 1).strip()));
  }

  /** Formats a device number in the kernel's notation {@code MAJOR:MINOR}. */
  static String text(long device) {
    return (device >>> 32) + ":" + (device & 0xffffffffL);
  }

  /**
   * Returns the number of the block device that a path leads to, read from the file system; {@link
   * #NONE} if the path leads to no block device or cannot be accessed.
   */
  static long ofFileSystem(Path path) throws IOException {
    final int typeMask = 0xf000;
    final int blockDevice = 0x6000;
    Map<String, Object> found;
    try {
      found = Files.readAttributes(path, "unix:mode,rdev");
    } catch (NoSuchFileException | AccessDeniedException e) {
      // A path that cannot be accessed counts as no device: the source of a mount may be a path
      // that this process cannot see.
      return NONE;
    }
    if (!(found.get("mode") instanceof Integer mode)
        || !(found.get("rdev") instanceof Long packed)
        || (mode & typeMask) != blockDevice) {
      return NONE;
    }
    // The C library's layout of dev_t: 12 low bits of the major between two parts of the minor.
    long major = (packed >>> 8 & 0xfff) | (packed >>> 32 & 0xfffff000L);
    long minor = (packed & 0xff) | (packed >>> 12 & 0xffffff00L);
    return pack(major, minor);
  }
}
