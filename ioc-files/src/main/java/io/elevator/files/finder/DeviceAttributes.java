package io.elevator.files.finder;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Attributes of a disk as the kernel shows them in {@code /sys/block/NAME}; those that it does not
 * show are empty. For a file system over several disks, the attributes of all its disks together.
 *
 * @param rotational whether the disk, or one of several, has rotating platters
 * @param requests number of requests that the kernel's queue holds ({@code nr_requests}); the
 *     smallest of several disks
 * @param logicalBlockBytes unit of direct I/O, in bytes: the largest of the disk and of the devices
 *     between the file and the disk
 * @param physicalBlockBytes unit that the disk writes without reading first, in bytes; the largest
 *     as above
 * @param optimalIoBytes preferred size of large I/O, in bytes, 0 if the disk has none; the largest
 *     as above
 * @param writeCache {@code write back} if the disk has a volatile cache, which flushes empty, or
 *     {@code write through}; {@code write back} if one of several has
 * @param scheduler the kernel's own scheduler; those of several disks with commas between them
 * @param sizeBytes capacity in bytes; the sum of several disks
 */
public record DeviceAttributes(
    Optional<Boolean> rotational,
    OptionalLong requests,
    OptionalLong logicalBlockBytes,
    OptionalLong physicalBlockBytes,
    OptionalLong optimalIoBytes,
    Optional<String> writeCache,
    Optional<String> scheduler,
    OptionalLong sizeBytes) {
  /** No attribute is known. */
  public static final DeviceAttributes UNKNOWN =
      new DeviceAttributes(
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty());
}
