package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * One I/O of a pattern. Mutable and used again for each, so that a pattern costs no memory while it
 * runs.
 */
public final class IoUnit {
  /** What it does. */
  public Direction direction = Direction.READ;

  /** Which of the job's files, from 0. */
  public int file;

  /** Where in the file, in bytes. */
  public long offset;

  /** How many bytes. */
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
