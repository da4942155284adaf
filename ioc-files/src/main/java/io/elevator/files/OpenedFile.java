package io.elevator.files;

import io.elevator.api.FileHandle;
import io.elevator.files.route.Generation;
import io.elevator.files.route.IoRoute;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The handles of a file in one generation of its disk. Immutable.
 *
 * @param handle handle of the file
 * @param tail buffered handle for the last partial block of a direct file that is written; else
 *     null
 * @param block unit of offsets and lengths of the handle's transfers, in bytes
 */
record OpenedFile(Generation generation, FileHandle handle, @Nullable FileHandle tail, int block) {
  /** A thread that never runs: memory that it may access is accessible from any thread. */
  private static final Thread ANY_THREAD = Thread.ofPlatform().unstarted(() -> {});

  IoRoute route() {
    return generation.route();
  }

  /** Returns whether transfers pass the page cache and need whole blocks. */
  boolean isDirect() {
    return block > 1;
  }

  /** Returns whether a range consists of whole blocks. */
  boolean isAligned(long offset, long length) {
    return ((offset | length) & block - 1) == 0;
  }

  /** Returns whether a drive can move data of a segment without a copy. */
  boolean canMove(MemorySegment memory) {
    return memory.isNative()
        && (memory.address() & block - 1) == 0
        && memory.isAccessibleBy(ANY_THREAD);
  }

  /** Returns the start of the block that contains an offset. */
  long floor(long offset) {
    return offset & -(long) block;
  }

  /** Returns the end of the last block of a range that ends before an offset. */
  long ceiling(long end) {
    return floor(end + block - 1);
  }
}
