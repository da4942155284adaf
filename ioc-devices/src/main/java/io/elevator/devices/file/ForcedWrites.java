package io.elevator.devices.file;

import io.elevator.devices.linux.NativeFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Writes several pieces of memory in one call that returns when they are durable, which the JDK has
 * no positional call for. For one thread at a time.
 *
 * <p>The kernel reads the pieces behind the JVM's back, so it is asked before and after whether
 * they are open: of memory that was closed meanwhile whatever was there may have been written, and
 * the write ends with an error.
 */
final class ForcedWrites {
  private final NativeFile file;
  private NativeFile.Pieces vector = new NativeFile.Pieces(8);

  ForcedWrites(NativeFile file) {
    this.file = file;
  }

  /** Whether the kernel can reach all of some memory. */
  boolean fits(MemorySegment[] memory, int pieces) {
    if (!file.writesDurably()) {
      return false;
    }
    for (int i = 0; i < pieces; i++) {
      if (!memory[i].isNative()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes pieces one behind the other.
   *
   * @return false if the kernel has no such call for the file, and something else must be tried
   */
  boolean write(MemorySegment[] memory, long[] offsets, long[] lengths, int pieces, long position)
      throws IOException {
    requireOpen(memory, pieces);
    if (vector.capacity() < pieces) {
      vector = new NativeFile.Pieces(Math.max(pieces, vector.capacity() * 2));
    }
    vector.clear();
    for (int i = 0; i < pieces; i++) {
      vector.add(memory[i].address() + offsets[i], lengths[i]);
    }
    long at = position;
    while (!vector.isEmpty()) {
      long written = file.writeDurably(vector, at);
      if (written < 0) {
        return false;
      }
      at += written;
    }
    requireOpen(memory, pieces);
    return true;
  }

  private static void requireOpen(MemorySegment[] memory, int pieces) {
    for (int i = 0; i < pieces; i++) {
      if (!memory[i].scope().isAlive()) {
        throw new IllegalStateException("its memory is closed");
      }
    }
  }
}
