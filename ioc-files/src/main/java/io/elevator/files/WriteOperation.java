package io.elevator.files;

import io.elevator.api.FileHandle;
import io.elevator.files.buffers.BufferPool;
import io.elevator.files.buffers.Chunk;
import io.elevator.files.inodes.OpenInode;
import io.elevator.files.inodes.RangeLocks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A write, part by part. Whole blocks are written as they are. In a direct file a partial block is
 *
 * <ul>
 *   <li>read, changed and written, if the file reaches beyond the block. The write puts the same
 *       bytes back around the changed ones, so a power cut between the two changes no byte that was
 *       acknowledged before;
 *   <li>written through a buffered handle, if the file ends in the block or before it. So the file
 *       never becomes longer than the write asks for, not even for a moment.
 * </ul>
 *
 * A lock on the range is held from before the first read until the last write has ended. Its ends
 * are multiples of a page, since the kernel's page cache, which the buffered handle uses, knows
 * whole pages.
 */
final class WriteOperation extends FileOperation<Void> {
  /** Unit of the page cache, in bytes. */
  static final long PAGE = BufferPool.SMALLEST;

  private final OpenInode inode;
  private final long offset;
  private final MemorySegment from;
  private final long length;
  private final boolean isForced;
  private final boolean isBounced;
  private @Nullable Chunk own;
  private RangeLocks.@Nullable Claim claim;
  private Phase phase = Phase.LOCK;
  private long done;
  private long part;
  private long expected;

  /** The event that the operation waits for. */
  private enum Phase {
    LOCK,
    NEXT_PART,
    PART_WRITTEN,
    BLOCK_READ
  }

  /**
   * Creates the write.
   *
   * @param result end of the write
   * @param own use of the disk's memory that {@code from} lies in; null for other memory
   * @param isBounced whether data goes through memory of the disk
   */
  WriteOperation(
      FileIo file,
      OpenedFile opened,
      @Nullable DiskTask task,
      CompletableFuture<Void> result,
      long offset,
      MemorySegment from,
      @Nullable Chunk own,
      boolean isBounced,
      boolean isForced) {
    super(file, opened, task, result);
    this.inode = file.inode();
    this.offset = offset;
    this.from = from;
    this.length = from.byteSize();
    this.own = own;
    this.isBounced = isBounced;
    this.isForced = isForced;
  }

  @Override
  void step() throws IOException {
    switch (phase) {
      case LOCK -> lock();
      case NEXT_PART -> startPart();
      case PART_WRITTEN -> {
        long moved = moved();
        if (moved != expected) {
          throw new IOException(
              moved + " of " + expected + " bytes were written to " + opened.handle());
        }
        done += part;
        if (opened.isDirect()) {
          inode.grew(offset + done);
        }
        startPart();
      }
      case BLOCK_READ -> writeBlock();
    }
  }

  private void lock() {
    phase = Phase.NEXT_PART;
    if (!opened.isDirect()) {
      startPart();
      return;
    }
    long unit = Math.max(PAGE, opened.block());
    boolean whole = opened.isAligned(offset, length);
    claim =
        inode
            .locks()
            .acquire(offset & -unit, offset + length + unit - 1 & -unit, !whole, this::proceed);
  }

  private void startPart() {
    if (done == length) {
      end();
      return;
    }
    long at = offset + done;
    long left = length - done;
    long block = opened.block();
    boolean whole = (at & block - 1) == 0 && left >= block;
    if (whole && !isBounced) {
      part = left & -block;
      write(opened.handle(), at, from, done, part);
      return;
    }
    Chunk memory = chunk();
    if (memory == null) {
      phase = Phase.NEXT_PART;
      takeChunk();
      return;
    }
    MemorySegment bounce = memory.memory();
    if (whole) {
      part = Math.min(left, bounce.byteSize()) & -block;
      writeBounced(opened.handle(), bounce, at);
      return;
    }
    long first = opened.floor(at);
    part = Math.min(left, first + block - at);
    FileHandle tail = opened.tail();
    if (tail != null && first + block > inode.knownLength()) {
      writeBounced(tail, bounce, at);
      return;
    }
    phase = Phase.BLOCK_READ;
    start(describe().read(opened.handle(), first, bounce, 0, block));
  }

  private void writeBounced(FileHandle to, MemorySegment bounce, long at) {
    MemorySegment.copy(from, done, bounce, 0, part);
    write(to, at, bounce, 0, part);
  }

  private void write(FileHandle to, long at, MemorySegment memory, long first, long bytes) {
    phase = Phase.PART_WRITTEN;
    expected = bytes;
    start(describe().write(to, at, memory, first, bytes, isForced));
  }

  /** Writes the block that was read, with the bytes of this write in it. */
  private void writeBlock() throws IOException {
    Chunk memory = chunk();
    long block = opened.block();
    long at = offset + done;
    long first = opened.floor(at);
    long moved = moved();
    if (memory == null || moved != block) {
      // Another process made the file shorter: the block cannot be put back.
      throw new IOException(
          "write at byte "
              + at
              + " of "
              + opened.handle()
              + ": the file ends at byte "
              + (first + moved)
              + "; expected at least "
              + (first + block)
              + ", as no truncation through this disk was seen");
    }
    MemorySegment.copy(from, done, memory.memory(), at - first, part);
    write(opened.handle(), first, memory.memory(), 0, block);
  }

  @SuppressWarnings("NullAway") // The result of a write has no value.
  private void end() {
    succeed(null);
  }

  @Override
  void abandonMemory() {
    Chunk known = own;
    if (known != null) {
      known.abandon();
      own = null;
    }
    super.abandonMemory();
  }

  @Override
  void cleanUp(@Nullable Throwable failure) {
    if (failure != null && isForced) {
      inode.syncs().fail(failure instanceof IOException known ? known : new IOException(failure));
    }
    RangeLocks.Claim lock = claim;
    if (lock != null) {
      claim = null;
      inode.locks().release(lock);
    }
    Chunk known = own;
    if (known != null) {
      own = null;
      known.release();
    }
  }
}
