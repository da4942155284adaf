package io.elevator.devices.guard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search for the uses of a block device in the kernel's tables: mounts ({@code
 * /proc/self/mountinfo}), swap space ({@code /proc/swaps}), and the devices on top of the device
 * ({@code holders} in {@code /sys/dev/block}: device mapper, software RAID, bcache; loop devices by
 * their backing file). A whole disk is in use if one of its partitions is, and a partition is in
 * use if its whole disk is.
 *
 * <p>Immutable; each call reads the tables anew.
 */
final class DeviceUses {
  /**
   * Largest number of loop devices on top of each other that the search follows. The kernel allows
   * about as many.
   */
  private static final int MOST_LAYERS = 8;

  private final Path proc;
  private final Path sys;
  private final DeviceNumbers numbers;

  /**
   * Creates a search that reads the kernel's tables below two folders.
   *
   * @param proc folder of the process file system, {@code /proc}
   * @param sys folder of the system file system, {@code /sys}
   * @param numbers source of the number of the device that a path leads to
   */
  DeviceUses(Path proc, Path sys, DeviceNumbers numbers) {
    this.proc = proc;
    this.sys = sys;
    this.numbers = numbers;
  }

  /** Returns the number of the block device that a path leads to, or {@link DeviceNumbers#NONE}. */
  long number(Path path) throws IOException {
    return numbers.of(path);
  }

  /**
   * Returns whether {@code /sys/dev/block} has an entry for a device. Only then can the search find
   * the devices on top of that device.
   */
  boolean knows(long device) {
    return Files.isDirectory(folder(device));
  }

  /**
   * Returns a description of the use of a device, of its partitions or of its whole disk.
   *
   * @return for instance {@code mounted at /home}, or null if no use was found
   * @throws IOException if a table cannot be read
   */
  @Nullable String of(long device) throws IOException {
    return of(device, MOST_LAYERS);
  }

  private @Nullable String of(long device, int layers) throws IOException {
    String own = useOfDeviceItself(device, layers);
    if (own != null) {
      return own;
    }
    for (long partition : partitions(device)) {
      String use = useOfDeviceItself(partition, layers);
      if (use != null) {
        return "in use: its partition " + name(partition) + " is " + use;
      }
    }
    long disk = disk(device);
    if (disk != device) {
      String use = useOfDeviceItself(disk, layers);
      if (use != null) {
        return "part of the disk " + name(disk) + ", which is " + use;
      }
    }
    return null;
  }

  /**
   * Returns a description of the use of a regular file as the backing file of a loop device that is
   * in use.
   *
   * @return for instance {@code the backing file of /dev/loop0, which is mounted at /mnt}, or null
   */
  @Nullable String ofFile(Path file) throws IOException {
    for (Path loop : loopDeviceFolders()) {
      Path backing = backingFileOf(loop);
      if (backing != null && Files.isRegularFile(backing) && Files.isSameFile(file, backing)) {
        String use = of(deviceOf(loop), MOST_LAYERS);
        if (use != null) {
          return backingFileUse(loop, use);
        }
      }
    }
    return null;
  }

  /**
   * Returns the number of the whole disk that a partition belongs to; for a whole disk, its own
   * number.
   */
  long disk(long device) throws IOException {
    Path folder = folder(device);
    if (!Files.exists(folder.resolve("partition"))) {
      return device;
    }
    Path disk = folder.toRealPath().getParent();
    return disk == null ? device : deviceOf(disk);
  }

  private @Nullable String useOfDeviceItself(long device, int layers) throws IOException {
    String mount = mountPoint(device);
    if (mount != null) {
      return "mounted at " + mount;
    }
    if (isSwap(device)) {
      return "used as swap space";
    }
    if (isOfBtrfs(device)) {
      return "part of a mounted btrfs file system";
    }
    List<Path> holders = children(folder(device).resolve("holders"));
    if (!holders.isEmpty()) {
      StringBuilder names = new StringBuilder("held by ");
      for (int i = 0; i < holders.size(); i++) {
        names.append(i == 0 ? "" : ", ").append("/dev/").append(holders.get(i).getFileName());
      }
      return names.toString();
    }
    if (layers == 0) {
      return "below more than " + MOST_LAYERS + " loop devices";
    }
    for (Path loop : loopDeviceFolders()) {
      Path backing = backingFileOf(loop);
      if (backing != null && numbers.of(backing) == device && deviceOf(loop) != device) {
        String use = of(deviceOf(loop), layers - 1);
        if (use != null) {
          return backingFileUse(loop, use);
        }
      }
    }
    return null;
  }

  private static String backingFileUse(Path loop, String use) {
    return "the backing file of /dev/" + loop.getFileName() + ", which is " + use;
  }

  /** Returns the mount point of a device, or null. */
  private @Nullable String mountPoint(long device) throws IOException {
    String number = DeviceNumbers.text(device);
    for (String line : Files.readAllLines(proc.resolve("self/mountinfo"))) {
      // Format of a line: ID parent MAJOR:MINOR root mount-point options optional-fields... - type
      // source options
      String[] fields = line.split(" ", -1);
      int separator = 6;
      while (separator < fields.length && !fields[separator].equals("-")) {
        separator++;
      }
      if (separator + 2 >= fields.length) {
        throw new FileSystemException(
            proc.resolve("self/mountinfo").toString(),
            null,
            "has a line of another form than proc(5) describes: " + line);
      }
      boolean same = fields[2].equals(number);
      if (!same && fields[2].startsWith("0:")) {
        // The mount of a file system that may span devices, such as btrfs, shows a number that is
        // not the number of a device. So the source of the mount is examined too.
        String source = unescaped(fields[separator + 2]);
        same = source.startsWith("/") && numbers.of(Path.of(source)) == device;
      }
      if (same) {
        return unescaped(fields[4]);
      }
    }
    return null;
  }

  private boolean isSwap(long device) throws IOException {
    Path table = proc.resolve("swaps");
    if (!Files.exists(table)) {
      // The file /proc/swaps does not exist if the kernel was built without support for swapping.
      return false;
    }
    for (String line : Files.readAllLines(table)) {
      if (line.startsWith("/")) {
        int end = line.length();
        for (int i = 0; i < line.length() && end == line.length(); i++) {
          if (line.charAt(i) == ' ' || line.charAt(i) == '\t') {
            end = i;
          }
        }
        if (numbers.of(Path.of(unescaped(line.substring(0, end)))) == device) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns whether a device belongs to a mounted btrfs file system. The mount names only one of
   * the devices of the file system.
   */
  private boolean isOfBtrfs(long device) throws IOException {
    for (Path fileSystem : children(sys.resolve("fs/btrfs"))) {
      for (Path member : children(fileSystem.resolve("devices"))) {
        if (Files.exists(member.resolve("dev")) && deviceOf(member) == device) {
          return true;
        }
      }
    }
    return false;
  }

  private Path folder(long device) {
    return sys.resolve("dev/block").resolve(DeviceNumbers.text(device));
  }

  private String name(long device) throws IOException {
    return "/dev/" + folder(device).toRealPath().getFileName();
  }

  private List<Long> partitions(long device) throws IOException {
    List<Long> found = new ArrayList<>();
    for (Path child : children(folder(device))) {
      if (Files.exists(child.resolve("partition"))) {
        found.add(deviceOf(child));
      }
    }
    return found;
  }

  /** Returns the number of the device that a folder below {@code /sys} describes. */
  private static long deviceOf(Path folder) throws IOException {
    return DeviceNumbers.parse(Files.readString(folder.resolve("dev")));
  }

  /** Returns the folders below {@code /sys} of all loop devices. */
  private List<Path> loopDeviceFolders() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path device : children(sys.resolve("block"))) {
      if (String.valueOf(device.getFileName()).startsWith("loop")) {
        found.add(device);
      }
    }
    return found;
  }

  /** Returns the backing file of a loop device, or null if the loop device has none. */
  private static @Nullable Path backingFileOf(Path loop) throws IOException {
    Path attribute = loop.resolve("loop/backing_file");
    if (!Files.exists(attribute)) {
      return null;
    }
    try {
      String text = Files.readString(attribute).strip();
      return text.isEmpty() ? null : Path.of(text);
    } catch (IOException e) {
      if (!Files.exists(attribute)) {
        // The file disappeared, because the loop device was detached after its folder was listed.
        return null;
      }
      throw e;
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path child : all) {
          found.add(child);
        }
      }
    }
    return found;
  }

  /** Replaces the octal escapes that the kernel writes for blanks and backslashes in names. */
  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 3 < text.length()) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
