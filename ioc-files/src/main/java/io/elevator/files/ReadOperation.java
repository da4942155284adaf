package io.elevator.files;

import io.elevator.files.buffers.Chunk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read into memory that the disk does not own, or of a range that does not consist of blocks: the
 * data goes through memory of the disk, part by part. A read into memory of the disk is one
 * transfer.
 */
final class ReadOperation extends FileOperation<Integer> {
  private final long offset;
  private final MemorySegment into;
  private final int length;
  private @Nullable Chunk own;
  private final boolean isBounced;
  private boolean isWaiting;
  private int done;
  private int part;

  /**
   * Creates the read.
   *
   * @param result end of the read
   * @param own use of the disk's memory that {@code into} lies in; null to go through other memory
   * @param isBounced whether the data goes through memory of the disk
   */
  ReadOperation(
      FileIo file,
      OpenedFile opened,
      @Nullable DiskTask task,
      CompletableFuture<Integer> result,
      long offset,
      MemorySegment into,
      @Nullable Chunk own,
      boolean isBounced) {
    super(file, opened, task, result);
    this.offset = offset;
    this.into = into;
    this.length = (int) into.byteSize();
    this.own = own;
    this.isBounced = isBounced;
  }

  @Override
  void step() throws IOException {
    if (!isBounced) {
      stepWithoutCopy();
      return;
    }
    Chunk memory = chunk();
    if (memory == null) {
      takeChunk();
      return;
    }
    long at = offset + done;
    long first = opened.floor(at);
    if (isWaiting) {
      isWaiting = false;
      long moved = Math.min(moved() - (at - first), part);
      if (moved > 0) {
        MemorySegment.copy(memory.memory(), at - first, into, done, moved);
        done += (int) moved;
      }
      if (moved < part || done == length) {
        succeed(done == 0 ? -1 : done);
        return;
      }
      at = offset + done;
      first = opened.floor(at);
    }
    part = (int) Math.min(length - done, memory.memory().byteSize() - (at - first));
    long end = opened.ceiling(at + part);
    isWaiting = true;
    start(describe().read(opened.handle(), first, memory.memory(), 0, end - first));
  }

  private void stepWithoutCopy() throws IOException {
    if (!isWaiting) {
      isWaiting = true;
      start(describe().read(opened.handle(), offset, into, 0, length));
      return;
    }
    int moved = (int) moved();
    succeed(moved == 0 ? -1 : moved);
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
    Chunk known = own;
    if (known != null) {
      known.release();
    }
  }
}
