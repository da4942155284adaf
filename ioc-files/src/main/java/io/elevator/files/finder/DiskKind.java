package io.elevator.files.finder;

/** Kind of a found disk. More kinds may be added. */
public enum DiskKind {
  /** A whole disk, or a device that the kernel presents as one, such as a network block device. */
  DISK("disk"),

  /** A device that lies on several disks: a striped volume, a cache, several paths to a disk. */
  STACKED("device over several disks"),

  /** A software RAID over several disks. */
  MD_RAID("software RAID over several disks"),

  /** A loop device whose backing file is not known here. */
  LOOP("loop device"),

  /** A file system that manages several disks itself: btrfs, bcachefs, ZFS. */
  POOL("file system over several disks"),

  /** A file system of a server, such as NFS. */
  NETWORK("network file system"),

  /** A folder that the host of this virtual machine shares with it, such as 9p or virtiofs. */
  HOST_FOLDER("folder shared by the host"),

  /** A file system that a process implements. */
  FUSE("file system of a process (FUSE)"),

  /** A file system in memory. It has no disk, and its I/O needs no queue. */
  MEMORY("memory"),

  /** An overlay whose upper folder is not reachable here, as within a container. */
  OVERLAY("overlay whose disk is not visible"),

  /** A block device of which only the number or the name is known. */
  DEVICE("block device"),

  /** A file system, or a file store of the Java platform, whose disk is not known. */
  FILE_STORE("file store"),

  /** Nothing is known: all such paths share one disk. */
  UNKNOWN("unknown");

  private final String description;

  DiskKind(String description) {
    this.description = description;
  }

  /** Returns a description for people. */
  public String description() {
    return description;
  }
}
