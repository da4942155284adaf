package io.elevator.files.finder;

import java.util.Map;
import java.util.Set;

/** How to find the disk of a file system without a block device of its own, by its type. */
enum FileSystemKind {
  /** The devices are listed in {@code /sys/fs/btrfs}. */
  BTRFS,
  /** The source names the devices, with colons between them. */
  BCACHEFS,
  /** The source begins with the name of the pool. */
  ZFS,
  /** The option {@code upperdir} names the folder that is written to. */
  OVERLAY,
  /** There is no disk. */
  MEMORY,
  /** A server has the disk. */
  NETWORK,
  /** The host has the disk. */
  HOST_FOLDER,
  /** A process has the disk. */
  FUSE,
  /** The type is not known. */
  OTHER;

  private static final Map<String, FileSystemKind> SINGLE =
      Map.of("btrfs", BTRFS, "bcachefs", BCACHEFS, "zfs", ZFS, "overlay", OVERLAY, "fuse", FUSE);

  private static final Set<String> IN_MEMORY =
      Set.of(
          "tmpfs",
          "ramfs",
          "rootfs",
          "devtmpfs",
          "hugetlbfs",
          "proc",
          "sysfs",
          "devpts",
          "mqueue",
          "cgroup",
          "cgroup2",
          "debugfs",
          "tracefs",
          "securityfs",
          "configfs",
          "bpf",
          "pstore");

  private static final Set<String> OF_SERVERS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "ceph",
          "afs",
          "lustre",
          "glusterfs",
          "gpfs",
          "beegfs",
          "orangefs",
          "coda",
          "fuse.glusterfs",
          "fuse.sshfs",
          "fuse.s3fs",
          "fuse.rclone");

  private static final Set<String> OF_HOSTS =
      Set.of(
          "9p",
          "virtiofs",
          "drvfs",
          "vboxsf",
          "vmhgfs",
          "fuse.vmhgfs-fuse",
          "prl_fs",
          "fakeowner",
          "fuse.grpcfuse",
          "hgfs");

  /** Returns the kind of a file system type. */
  static FileSystemKind of(String type) {
    if (IN_MEMORY.contains(type)) {
      return MEMORY;
    }
    if (OF_SERVERS.contains(type)) {
      return NETWORK;
    }
    if (OF_HOSTS.contains(type)) {
      return HOST_FOLDER;
    }
    return SINGLE.getOrDefault(type, type.startsWith("fuse.") ? FUSE : OTHER);
  }
}
