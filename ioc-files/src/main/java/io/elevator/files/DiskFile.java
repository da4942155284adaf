package io.elevator.files;

import io.elevator.files.inodes.AppendOrder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An open file of a disk. Offsets and lengths are bytes, and any of them is allowed. Thread-safe;
 * I/O of several threads is in flight at once, in any order.
 *
 * <p>Memory may be on the heap or native. Memory of {@link Disk#buffers} needs no copy. Other
 * memory of an asynchronous call is copied, so its arena may be closed at any time: the call then
 * fails at worst, and no other memory is touched. A write must be able to read its memory, and the
 * content must not change, until the write has ended.
 *
 * <p>A call without task is for the task of the thread ({@link io.elevator.api.Tasks#runAs}), or
 * else for the task of the disk. Blocking calls may not be made by the continuation of an
 * asynchronous one, unless that runs in a thread of its own ({@code thenApplyAsync}).
 */
public final class DiskFile implements AutoCloseable {
  private final FileIo io;
  private final Set<DiskFile> siblings;

  /**
   * Creates the file.
   *
   * @param siblings open files of the disk's user, to which this file belongs until it is closed
   */
  DiskFile(FileIo io, Set<DiskFile> siblings) {
    this.io = io;
    this.siblings = siblings;
  }

  FileIo io() {
    return io;
  }

  /** Ends the ownership of the handle; returns whether the caller has to close it. */
  boolean giveUp() {
    return siblings.remove(this);
  }

  /** Returns the path of the file; the new one after {@link Disk#renameDurably}. */
  public Path path() {
    return io.path();
  }

  /** Returns whether I/O passes the page cache. */
  public boolean isDirect() {
    return io.mode().direct();
  }

  /** Returns whether the file was opened for reads only. */
  public boolean isReadOnly() {
    return io.mode().readOnly();
  }

  /**
   * Returns the unit of I/O without a copy, in bytes: 1 for a file in the page cache. It divides
   * offset, length and address of such I/O.
   */
  public int blockBytes() {
    return io.opened().block();
  }

  // Reads.

  /** Reads for the task of the thread, see {@link #read(DiskTask, long, MemorySegment)}. */
  public int read(long offset, MemorySegment into) throws IOException {
    return io.read(null, offset, into);
  }

  /**
   * Reads from an offset into a segment.
   *
   * @return number of bytes read, fewer than the segment's size only at the end of the file; −1 if
   *     the offset is at the end or behind it
   * @throws IOException if the read failed; the message names file and offset
   */
  public int read(DiskTask task, long offset, MemorySegment into) throws IOException {
    return io.read(task, offset, into);
  }

  /** Reads for the task of the thread, see {@link #readAsync(DiskTask, long, MemorySegment)}. */
  public CompletionStage<Integer> readAsync(long offset, MemorySegment into) {
    return io.startRead(null, offset, into);
  }

  /**
   * Starts a read as {@link #read(DiskTask, long, MemorySegment)}.
   *
   * @return stage that ends with the number of bytes, or with an {@code IOException}. The thread
   *     that ends the read runs its continuations, which must not block.
   */
  public CompletionStage<Integer> readAsync(DiskTask task, long offset, MemorySegment into) {
    return io.startRead(task, offset, into);
  }

  // Writes.

  /** Writes for the task of the thread, see {@link #write(DiskTask, long, MemorySegment)}. */
  public void write(long offset, MemorySegment from) throws IOException {
    io.write(null, offset, from, false);
  }

  /**
   * Writes a segment at an offset, possibly behind the end of the file. Durable after a {@link
   * #sync}. A power cut before that may keep any part of the write.
   *
   * @throws IOException if the write failed; any part of it may have been written
   */
  public void write(DiskTask task, long offset, MemorySegment from) throws IOException {
    io.write(task, offset, from, false);
  }

  /**
   * Writes as {@link #write(DiskTask, long, MemorySegment)} and returns when these bytes are
   * durable.
   */
  public void writeForced(DiskTask task, long offset, MemorySegment from) throws IOException {
    io.write(task, offset, from, true);
  }

  /** Writes for the task of the thread, see {@link #writeAsync(DiskTask, long, MemorySegment)}. */
  public CompletionStage<Void> writeAsync(long offset, MemorySegment from) {
    return io.startWrite(null, offset, from);
  }

  /**
   * Starts a write as {@link #write(DiskTask, long, MemorySegment)}.
   *
   * @return stage that ends with the write, or with an {@code IOException}. The thread that ends
   *     the write runs its continuations, which must not block.
   */
  public CompletionStage<Void> writeAsync(DiskTask task, long offset, MemorySegment from) {
    return io.startWrite(task, offset, from);
  }

  // Appends.

  /**
   * Writes a segment behind all appends so far. Appends of several threads get ranges of their own.
   *
   * @return offset behind the segment's last byte
   * @throws IOException if the append failed, or one before it: the file has a gap then, and all
   *     appends fail until {@link #appendFrom}
   */
  public long append(DiskTask task, MemorySegment from) throws IOException {
    AppendOrder.Append append = io.inode().appends().reserve(from.byteSize());
    performAppend(task, append, from);
    return append.end();
  }

  private void performAppend(DiskTask task, AppendOrder.Append append, MemorySegment from)
      throws IOException {
    IOException failure = new IOException("append to " + path() + " was refused");
    try {
      write(task, append.start(), from);
      failure = null;
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      io.inode().appends().ended(append, failure);
    }
  }

  /**
   * Appends as {@link #append} and returns when this append and all before it are durable. Calls of
   * several threads share syncs: one is in flight, and the next one serves all callers that came
   * meanwhile.
   *
   * @return offset behind the segment's last byte
   */
  public long appendAndSync(DiskTask task, MemorySegment from) throws IOException {
    AppendOrder.Append append = io.inode().appends().reserve(from.byteSize());
    performAppend(task, append, from);
    Void ignored = io.waiting().await(append.prefix());
    sync(task);
    return append.end();
  }

  /** Starts an append as {@link #append}. */
  public CompletionStage<Long> appendAsync(DiskTask task, MemorySegment from) {
    return startAppend(task, from, false);
  }

  /** Starts an append as {@link #appendAndSync}. */
  public CompletionStage<Long> appendAndSyncAsync(DiskTask task, MemorySegment from) {
    return startAppend(task, from, true);
  }

  private CompletableFuture<Long> startAppend(DiskTask task, MemorySegment from, boolean synced) {
    AppendOrder.Append append;
    try {
      append = io.inode().appends().reserve(from.byteSize());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> written;
    try {
      written = io.startWrite(task, append.start(), from);
    } catch (Throwable e) {
      io.inode()
          .appends()
          .ended(append, new IOException("append to " + path() + " was refused", e));
      throw e;
    }
    CompletableFuture<Void> ended =
        written.whenComplete(
            (nothing, cause) -> io.inode().appends().ended(append, Failures.ofIo(cause)));
    if (synced) {
      ended =
          ended
              .thenCompose(nothing -> append.prefix())
              .thenCompose(nothing -> io.startSync(task, false));
    }
    return ended.thenApply(nothing -> append.end());
  }

  /** Returns the offset at which the next append begins. */
  public long appendPosition() {
    return io.inode().appends().position();
  }

  /**
   * Sets the offset at which the next append begins, for instance the end of the last whole record
   * of a log that has space reserved. By default appends begin at the length that the file had when
   * its first handle was opened.
   *
   * @throws IllegalStateException if an append is in flight
   */
  public void appendFrom(long position) {
    io.inode().appends().continueFrom(position);
  }

  // Syncs.

  /** Syncs for the task of the thread, see {@link #sync(DiskTask)}. */
  public void sync() throws IOException {
    Void ignored = io.waiting().await(io.startSync(null, false));
  }

  /**
   * Returns when all writes of this file that had ended are durable, with the length of the file. A
   * new file's name needs {@link Disk#syncFolder} or {@link Disk#renameDurably} as well.
   *
   * @throws IOException if the sync failed. Every further sync of the file fails, too, until all
   *     its handles are closed, since the kernel may answer the second one with success although
   *     data is lost.
   */
  public void sync(DiskTask task) throws IOException {
    Void ignored = io.waiting().await(io.startSync(task, false));
  }

  /** Syncs as {@link #sync(DiskTask)}, together with all attributes of the file. */
  public void syncWithAttributes(DiskTask task) throws IOException {
    Void ignored = io.waiting().await(io.startSync(task, true));
  }

  /** Starts a sync as {@link #sync(DiskTask)}. */
  public CompletionStage<Void> syncAsync(DiskTask task) {
    return io.startSync(task, false);
  }

  // The file itself.

  /** Returns the length of the file, in bytes. */
  public long size() throws IOException {
    OpenedFile now = io.enter();
    try {
      return now.route().files().length(now.handle());
    } finally {
      io.gate().leave();
    }
  }

  /**
   * Sets the length of the file. Waits for all I/O of the file before, and lets none in meanwhile.
   * If appends would begin behind the new end, they begin there.
   *
   * @param length new length, in bytes; the bytes of a file that grows read as zeroes
   */
  public void truncate(long length) throws IOException {
    io.exclusively(() -> {
      OpenedFile now = io.current();
      now.route().files().truncate(now.handle(), length);
      io.inode().lengthIs(length);
      io.inode().appends().truncated(length);
    });
  }

  /**
   * Reserves space for the first bytes of the file, and sets its length to that if it is shorter.
   *
   * @param length number of bytes from the start of the file
   */
  public void allocate(long length) throws IOException {
    io.exclusively(() -> {
      OpenedFile now = io.current();
      now.route().files().allocate(now.handle(), length);
      io.inode().lengthIs(now.route().files().length(now.handle()));
    });
  }

  /**
   * Makes a range read as zeroes and gives its space back where the drive can. Waits for all I/O of
   * the file before, and lets none in meanwhile.
   *
   * @param offset start of the range, in bytes; a multiple of {@link #blockBytes}
   * @param length size of the range, in bytes; a multiple of {@link #blockBytes}
   */
  public void punch(DiskTask task, long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || !io.opened().isAligned(offset, length)) {
      throw new IllegalArgumentException(
          "punch of "
              + length
              + " bytes at byte "
              + offset
              + " of "
              + path()
              + "; expected multiples of "
              + blockBytes());
    }
    if (length > 0) {
      io.exclusively(() -> io.discard(task, offset, length));
    }
  }

  // Streams.

  /**
   * Opens a stream that reads a range from its start to its end, one part ahead of its reader.
   *
   * @param from start of the range, in bytes
   * @param to end of the range, in bytes; the stream ends at the end of the file if that is earlier
   * @param bufferBytes size of a part; at most {@link DiskBuffers#LARGEST} is used
   */
  public FileStream stream(DiskTask task, long from, long to, int bufferBytes) {
    return new FileStream(io, task, from, to, bufferBytes);
  }

  /**
   * Opens a sink that appends to the file in large writes, one in flight while the next is filled.
   *
   * @param bufferBytes size of a write; at most {@link DiskBuffers#LARGEST} is used
   */
  public FileSink sink(DiskTask task, int bufferBytes) {
    return new FileSink(io, task, bufferBytes);
  }

  /** Waits for the I/O in flight, then closes the file; later I/O fails. Idempotent. */
  @Override
  public void close() throws IOException {
    if (giveUp()) {
      io.disk().close(io);
    }
  }

  @Override
  public String toString() {
    return "file '" + path() + "'";
  }
}
