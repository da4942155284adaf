package io.elevator.files.finder;

import java.util.Objects;

/**
 * A circumstance that the operator should know about.
 *
 * @param code circumstance, for programs
 * @param text the circumstance and what to do about it, for people
 */
public record DiskWarning(Code code, String text) {
  /** Circumstance of a warning. More may be added. */
  public enum Code {
    /** The kernel's scheduler of the disk reorders the requests of this library's elevator. */
    KERNEL_SCHEDULER,

    /** The partitions of a disk cannot be recognised, so they are separate disks here. */
    PARTITIONS_UNKNOWN,

    /** A folder or file that leads to the disk lies in another mount namespace. */
    OTHER_NAMESPACE,

    /** The disks of a file system or of a device are not visible. */
    DISKS_NOT_VISIBLE,

    /** The mount table and the device number of the file disagree. */
    MOUNT_MISMATCH,

    /** Two entries of the property {@code ioc.disks} name the same folder. */
    NAMES_AMBIGUOUS,

    /** The search ended at a limit, or in a cycle of devices. */
    LIMIT_REACHED,

    /** Nothing but the file store is known, so that several disks may be taken for one. */
    COARSE
  }

  /** Requires both values. */
  public DiskWarning {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(text, "text");
  }
}
