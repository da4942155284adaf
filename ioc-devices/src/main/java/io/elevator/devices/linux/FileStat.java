package io.elevator.devices.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The properties of an open file.
 *
 * @param device number of the file system, the major number in the upper 32 bits
 * @param inode number of the file in its file system
 * @param links number of names of the file
 * @param length length, in bytes
 * @param isRegular whether the file is a regular one
 * @param directUnit unit of direct I/O in bytes; 0 if the kernel does not give it, -1 if the file
 *     has no direct I/O
 */
public record FileStat(
    long device, long inode, int links, long length, boolean isRegular, int directUnit) {
  /** Size of the kernel's answer ({@code struct statx}), in bytes. */
  static final int BYTES = 256;

  /** Properties to ask for: all of {@code struct stat}. */
  static final int MASK = 0x7ff;

  private static final int DIRECT_ALIGNMENT = 0x2000;

  /** Reads the kernel's answer. */
  static FileStat of(MemorySegment answer) {
    final int typeMask = 0xf000;
    final int regular = 0x8000;
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    int unit = 0;
    if ((answer.get(number, 0) & DIRECT_ALIGNMENT) != 0) {
      int memory = answer.get(number, 152);
      int offset = answer.get(number, 156);
      unit = offset == 0 ? -1 : Math.max(512, Integer.highestOneBit(Math.max(memory, offset)));
    }
    return new FileStat(
        (long) answer.get(number, 136) << 32 | (answer.get(number, 140) & 0xffffffffL),
        answer.get(word, 32),
        answer.get(number, 16),
        answer.get(word, 40),
        (answer.get(ValueLayout.JAVA_SHORT, 28) & typeMask) == regular,
        unit);
  }
}
