package io.elevator.files;

import io.elevator.api.BioStatus;
import io.elevator.files.buffers.Chunk;
import io.elevator.files.inodes.IoGate;
import io.elevator.files.inodes.OpenInode;
import io.elevator.files.inodes.OpenPath;
import io.elevator.files.inodes.RangeLocks;
import io.elevator.files.inodes.SyncGroup;
import io.elevator.files.route.Transfer;
import io.elevator.files.route.Waiting;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The I/O of one handle. A call whose memory and range the drive can use as they are is one
 * transfer in the thread of the caller; any other call is a {@link FileOperation}. Thread-safe.
 *
 * <p>Each call enters the gate before it reads {@link #opened}, and leaves the gate when it has
 * ended.
 */
final class FileIo {
  private final SharedDisk disk;
  private final OpenInode inode;
  private final IoGate gate;
  private final Waiting waiting;
  private final FileMode mode;
  private final OpenPath name;
  private volatile OpenedFile opened;

  FileIo(
      SharedDisk disk,
      OpenInode inode,
      IoGate gate,
      OpenPath name,
      FileMode mode,
      OpenedFile opened) {
    this.disk = disk;
    this.inode = inode;
    this.gate = gate;
    this.waiting = disk.waiting();
    this.mode = mode;
    this.name = name;
    this.opened = opened;
  }

  /**
   * How a file is opened, once more in another generation.
   *
   * @param readOnly whether the handle may not write
   * @param direct whether I/O passes the page cache
   */
  record FileMode(boolean readOnly, boolean direct) {}

  SharedDisk disk() {
    return disk;
  }

  OpenInode inode() {
    return inode;
  }

  IoGate gate() {
    return gate;
  }

  Waiting waiting() {
    return waiting;
  }

  FileMode mode() {
    return mode;
  }

  Path path() {
    return name.path();
  }

  OpenPath name() {
    return name;
  }

  /** Returns the handles that are open now, possibly those of a lost generation. */
  OpenedFile opened() {
    return opened;
  }

  int read(@Nullable DiskTask task, long offset, MemorySegment into) throws IOException {
    requireRange("read", offset, into);
    if (into.byteSize() == 0) {
      return 0;
    }
    OpenedFile now = enter();
    Chunk own = null;
    boolean isHandedOver = false;
    try {
      own = disk.use(into);
      if (now.canMove(into) && now.isAligned(offset, into.byteSize())) {
        Transfer transfer = now.route().take();
        transfer.read(now.handle(), offset, into, 0, into.byteSize());
        int moved = (int) perform(now, transfer, task, own);
        return moved == 0 ? -1 : moved;
      }
      CompletableFuture<Integer> result = new CompletableFuture<>();
      var operation = new ReadOperation(this, now, task, result, offset, into, own, true);
      isHandedOver = true;
      operation.proceed();
      return waiting.await(result);
    } finally {
      if (!isHandedOver) {
        leave(own);
      }
    }
  }

  CompletableFuture<Integer> startRead(@Nullable DiskTask task, long offset, MemorySegment into) {
    requireRange("read", offset, into);
    if (into.byteSize() == 0) {
      return CompletableFuture.completedFuture(0);
    }
    CompletableFuture<Integer> result = new CompletableFuture<>();
    whenEntered(
        result,
        now -> {
          Chunk own = disk.use(into);
          boolean fits =
              (own != null || disk.isUnsafe())
                  && now.canMove(into)
                  && now.isAligned(offset, into.byteSize());
          return new ReadOperation(this, now, task, result, offset, into, own, !fits);
        });
    return result;
  }

  void write(@Nullable DiskTask task, long offset, MemorySegment from, boolean forced)
      throws IOException {
    requireRange("write", offset, from);
    requireWritable();
    if (from.byteSize() == 0) {
      return;
    }
    OpenedFile now = enter();
    Chunk own = null;
    RangeLocks.Claim claim = null;
    boolean isHandedOver = false;
    try {
      if (forced) {
        requireNoFailedSync(now);
      }
      own = disk.use(from);
      boolean fits = now.canMove(from) && now.isAligned(offset, from.byteSize());
      if (fits && now.isDirect()) {
        claim = tryLock(now, offset, from.byteSize());
        fits = claim != null;
      }
      if (fits) {
        writeAtOnce(now, task, offset, from, own, forced);
        return;
      }
      CompletableFuture<Void> result = new CompletableFuture<>();
      WriteOperation operation = operation(now, task, result, offset, from, own, true, forced);
      isHandedOver = true;
      operation.proceed();
      Void ignored = waiting.await(result);
    } finally {
      if (claim != null) {
        inode.locks().release(claim);
      }
      if (!isHandedOver) {
        leave(own);
      }
    }
  }

  private void writeAtOnce(
      OpenedFile now,
      @Nullable DiskTask task,
      long offset,
      MemorySegment from,
      @Nullable Chunk own,
      boolean forced)
      throws IOException {
    long length = from.byteSize();
    Transfer transfer = now.route().take();
    transfer.write(now.handle(), offset, from, 0, length, forced);
    try {
      long moved = perform(now, transfer, task, own);
      if (moved != length) {
        throw new IOException(moved + " of " + length + " bytes were written to " + path());
      }
    } catch (IOException e) {
      if (forced) {
        inode.syncs().fail(e);
      }
      throw e;
    }
    if (now.isDirect()) {
      inode.grew(offset + length);
    }
  }

  CompletableFuture<Void> startWrite(@Nullable DiskTask task, long offset, MemorySegment from) {
    requireRange("write", offset, from);
    requireWritable();
    if (from.byteSize() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> result = new CompletableFuture<>();
    whenEntered(
        result, now -> operation(now, task, result, offset, from, disk.use(from), false, false));
    return result;
  }

  private WriteOperation operation(
      OpenedFile now,
      @Nullable DiskTask task,
      CompletableFuture<Void> result,
      long offset,
      MemorySegment from,
      @Nullable Chunk own,
      boolean isBlocking,
      boolean forced) {
    // The memory of a caller that waits is safe with the drive. That of others is copied.
    boolean moves =
        (isBlocking || own != null || disk.isUnsafe())
            && now.canMove(from)
            && now.floor(offset) == offset;
    return new WriteOperation(this, now, task, result, offset, from, own, !moves, forced);
  }

  private RangeLocks.@Nullable Claim tryLock(OpenedFile now, long offset, long length) {
    long unit = Math.max(WriteOperation.PAGE, now.block());
    return inode.locks().tryShared(offset & -unit, offset + length + unit - 1 & -unit);
  }

  /** Starts a sync; its result leaves the gate before other continuations run. */
  CompletableFuture<Void> startSync(@Nullable DiskTask task, boolean metadata) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    enterLater(
        result,
        now -> {
          CompletableFuture<Void> ended = new CompletableFuture<>();
          CompletableFuture<Void> ignored =
              ended.whenComplete((nothing, cause) -> {
                gate.leave();
                if (cause == null) {
                  result.complete(null);
                } else {
                  result.completeExceptionally(cause);
                }
              });
          inode
              .syncs()
              .sync(
                  new SyncGroup.Sync(
                      now.generation(),
                      now.handle(),
                      task == null ? null : task.task(),
                      metadata,
                      ended));
        });
    return result;
  }

  /** Discards a range; the caller has the file for itself. */
  void discard(DiskTask task, long offset, long length) throws IOException {
    OpenedFile now = current();
    Transfer transfer = now.route().take();
    transfer.discard(now.handle(), offset, length);
    long ignored = perform(now, transfer, task, null);
  }

  /** Performs a transfer in this thread and returns the number of bytes that it moved. */
  private static long perform(
      OpenedFile now, Transfer transfer, @Nullable DiskTask task, @Nullable Chunk own)
      throws IOException {
    try {
      transfer.by(task == null ? null : task.task(), task == null ? Duration.ZERO : task.timeout());
      now.route().perform(transfer);
      now.generation().observe(transfer);
      if (transfer.status() != BioStatus.OK) {
        if (transfer.status() == BioStatus.MEMORY_IN_USE && own != null) {
          own.abandon();
        }
        throw transfer.failure();
      }
      return transfer.transferred();
    } finally {
      now.route().release(transfer);
    }
  }

  private void requireNoFailedSync(OpenedFile now) throws IOException {
    IOException known = inode.syncs().failed(now.handle());
    if (known != null) {
      throw known;
    }
  }

  /** Lets one I/O in and returns the handles for it; the caller leaves the gate. */
  OpenedFile enter() throws IOException {
    while (!gate.tryEnter()) {
      if (gate.isClosed()) {
        throw closed();
      }
      CompletableFuture<Void> released = new CompletableFuture<>();
      gate.whenReleased(() -> released.complete(null));
      Void ignored = waiting.await(released);
    }
    try {
      return current();
    } catch (Throwable e) {
      gate.leave();
      throw e;
    }
  }

  /** The creation of an operation that leaves the gate when it has ended. */
  @FunctionalInterface
  private interface Creation {
    FileOperation<?> create(OpenedFile now);
  }

  private void whenEntered(CompletableFuture<?> result, Creation creation) {
    enterLater(
        result,
        now -> {
          FileOperation<?> operation;
          try {
            operation = creation.create(now);
          } catch (Throwable e) {
            gate.leave();
            boolean ignored = result.completeExceptionally(e);
            return;
          }
          operation.proceed();
        });
  }

  /** Passes the handles to an action once the gate lets it in; the action leaves the gate. */
  private void enterLater(CompletableFuture<?> result, Consumer<OpenedFile> action) {
    if (!gate.tryEnter()) {
      if (gate.isClosed()) {
        boolean ignored = result.completeExceptionally(closed());
      } else {
        gate.whenReleased(() -> enterLater(result, action));
      }
      return;
    }
    OpenedFile now;
    try {
      now = current();
    } catch (Throwable e) {
      gate.leave();
      boolean ignored = result.completeExceptionally(e);
      return;
    }
    action.accept(now);
  }

  private IOException closed() {
    return new IOException(path() + " is closed", new ClosedChannelException());
  }

  /** Returns the handles, those of another generation if the drive of the known ones is gone. */
  OpenedFile current() throws IOException {
    OpenedFile known = opened;
    return known.generation().isLost() ? openAgain() : known;
  }

  private synchronized OpenedFile openAgain() throws IOException {
    OpenedFile known = opened;
    if (known.generation().isLost()) {
      known = disk.openAgain(known, name, mode);
      opened = known;
    }
    return known;
  }

  /** Performs a change of the file by the drive while no I/O of the file is in flight. */
  void exclusively(OpenInode.Action action) throws IOException {
    requireWritable();
    inode.exclusively(
        waiting,
        () -> {
          if (gate.isClosed()) {
            throw closed();
          }
          action.perform();
        });
  }

  private void leave(@Nullable Chunk own) {
    if (own != null) {
      own.release();
    }
    gate.leave();
  }

  private void requireRange(String what, long offset, MemorySegment memory) {
    long length = memory.byteSize();
    if (offset < 0 || length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          what
              + " of "
              + length
              + " bytes at byte "
              + offset
              + " of "
              + path()
              + "; expected an offset from 0 and less than 2 GiB");
    }
  }

  void requireWritable() {
    if (mode.readOnly()) {
      throw new IllegalStateException(path() + " is open for reads only");
    }
  }
}
