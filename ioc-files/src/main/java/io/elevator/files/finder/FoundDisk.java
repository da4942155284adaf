package io.elevator.files.finder;

import java.util.List;

/**
 * The disk under a path. Two paths with the same {@link #key} are on one disk and should share one
 * queue. A key is valid in this virtual machine only, since the kernel may name disks differently
 * after its next start.
 *
 * @param key identity of the disk, with a prefix that names its origin:
 *     <ul>
 *       <li>{@code name:NAME}: a name of the property {@code ioc.disks}
 *       <li>{@code disk:NAME}: a block device, by its name in {@code /sys/block}
 *       <li>{@code btrfs:UUID}, {@code bcachefs:DEVICES}, {@code zfs:POOL}: a file system over
 *           several disks
 *       <li>{@code fs:SOURCE}, {@code fs:TYPE@MAJOR:MINOR}: a file system of a server, the host or
 *           a process, or one of an unknown type
 *       <li>{@code memory:TYPE}: a file system in memory
 *       <li>{@code overlay:MAJOR:MINOR}: an overlay whose upper folder is not reachable
 *       <li>{@code dev:MAJOR:MINOR}, {@code dev:PATH}: a block device that {@code /sys} does not
 *           show
 *       <li>{@code store:NAME}: a file store of the Java platform
 *       <li>{@code unknown}: nothing is known
 *     </ul>
 *
 * @param detectedKey the key without regard to {@code ioc.disks}; equal to {@code key} if no entry
 *     names the path
 * @param kind kind of the disk
 * @param name name for people, with the model if that is known; not unique
 * @param leaves names of the whole disks that the I/O ends at, sorted; empty if they are not known
 * @param attributes attributes of the device
 * @param steps steps of the search that found the disk, one sentence for each
 * @param warnings circumstances that the operator should know about
 */
public record FoundDisk(
    String key,
    String detectedKey,
    DiskKind kind,
    String name,
    List<String> leaves,
    DeviceAttributes attributes,
    List<String> steps,
    List<DiskWarning> warnings) {
  /** Copies the lists. */
  public FoundDisk {
    if (key.isBlank() || detectedKey.isBlank()) {
      throw new IllegalArgumentException("a disk without key; expected text");
    }
    leaves = List.copyOf(leaves);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** Returns whether the property {@code ioc.disks} names this disk. */
  public boolean isNamed() {
    return !key.equals(detectedKey);
  }

  /**
   * Returns whether I/O of the disk should pass through a queue. That of a file system in memory
   * should not, unless {@code ioc.disks} names it.
   */
  public boolean needsQueue() {
    return kind != DiskKind.MEMORY || isNamed();
  }
}
