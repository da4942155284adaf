package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * An open file of a request queue, or the queue's one device: the object that the byte offset of a
 * bio refers to. Opaque: drivers make the handles of files, {@link RequestQueue#device} returns the
 * handle of the device. Bios of different handles are never merged. Thread-safe.
 */
public abstract class FileHandle {
  private final String name;

  /**
   * For the class that drivers extend.
   *
   * @param name name of the file, for messages
   */
  protected FileHandle(String name) {
    this.name = name;
  }

  /** Returns the name, for messages. */
  public final String name() {
    return name;
  }

  /**
   * Returns the unit of offsets and lengths of this file's bios, in bytes: 1 for a file in the page
   * cache; 0 if it is the logical block of the device ({@link QueueLimits#logicalBlockSize}).
   */
  public abstract int blockBytes();

  /** Returns the identity of the file: equal for all its handles, and for no other open file. */
  public Object inode() {
    return this;
  }

  /** Returns whether the other object is this handle; two handles of one file are not equal. */
  @Override
  public final boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public final int hashCode() {
    return super.hashCode();
  }

  @Override
  public final String toString() {
    return "file '" + name + "'";
  }
}
