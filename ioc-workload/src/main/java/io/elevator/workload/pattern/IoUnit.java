package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/** One I/O of a pattern. Mutable and reused, so that a pattern allocates nothing while it runs. */
public final class IoUnit {
  /** Direction of the I/O: read, write or trim. */
  public Direction direction = Direction.READ;

  /** Index of the file among the job's files, from 0. */
  public int file;

  /** Offset of the I/O in its file, in bytes. */
  public long offset;

  /** Size of the I/O, in bytes. */
  public int bytes;

  void set(Direction newDirection, int newFile, long newOffset, int newBytes) {
    direction = newDirection;
    file = newFile;
    offset = newOffset;
    bytes = newBytes;
  }

  /** Copies all fields from {@code other}. */
  public void set(IoUnit other) {
    set(other.direction, other.file, other.offset, other.bytes);
  }

  @Override
  public String toString() {
    return direction + " " + file + ":" + offset + "+" + bytes;
  }
}
