package io.elevator.devices.file;

import io.elevator.devices.linux.NativeFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Writes several memory ranges in one call, and returns when the data is durable. The JDK has no
 * positional call of that kind. Used by one thread at a time.
 *
 * <p>The kernel reads the memory without a check by the JVM, so this class checks before and after
 * the call that the memory's arenas are open. If memory was closed meanwhile, arbitrary bytes may
 * have been written, and the write ends with an error.
 */
final class ForcedWrites {
  private final NativeFile file;
  private NativeFile.Pieces vector = new NativeFile.Pieces(8);

  ForcedWrites(NativeFile file) {
    this.file = file;
  }

  /** Returns whether all of the memory is native, so that the kernel can read it. */
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
   * Writes memory ranges to consecutive positions of the file.
   *
   * @return false if the kernel does not support this call for the file, and the caller must use
   *     another call
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
