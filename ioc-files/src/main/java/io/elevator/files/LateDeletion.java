package io.elevator.files;

import io.elevator.api.BioStatus;
import io.elevator.files.route.Transfer;
import io.elevator.files.route.TransferEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Gives back the space of a file whose name was removed, from its end to its start: each step
 * discards a range through the queue, where the elevator decides when, and then shortens the file.
 * A drive that cannot discard only shortens it. Steps run one after the other, so the fields need
 * no lock: the route and the deferral of jobs order memory between them.
 */
final class LateDeletion implements TransferEnd {
  /** Length of a step, in bytes. */
  static final long STEP = 64 << 20;

  private final SharedDisk disk;
  private final FileIo file;
  private final DiskTask task;
  private final boolean mayShrink;
  private final CompletableFuture<Boolean> result = new CompletableFuture<>();
  private long length;
  private long next;

  /**
   * Creates the deletion of a file without name.
   *
   * @param file handle that no user owns any more
   * @param mayShrink whether no other process has the file open
   */
  LateDeletion(SharedDisk disk, FileIo file, DiskTask task, boolean mayShrink) {
    this.disk = disk;
    this.file = file;
    this.task = task;
    this.mayShrink = mayShrink;
  }

  /** Begins when the I/O in flight has ended; the result tells whether the file was shrunk. */
  CompletableFuture<Boolean> begin() {
    CompletableFuture<Void> ignored =
        file.gate().close().thenRun(() -> disk.defer(() -> guarded(this::start)));
    return result;
  }

  private void start() throws IOException {
    if (!mayShrink || file.mode().readOnly() || !disk.isOnlyUser(file)) {
      end(false);
      return;
    }
    OpenedFile opened = file.opened();
    length = opened.route().files().length(opened.handle());
    discardNext();
  }

  private void discardNext() throws IOException {
    if (length == 0) {
      end(true);
      return;
    }
    OpenedFile opened = file.opened();
    next = (length - 1) / STEP * STEP;
    Transfer transfer = opened.route().take();
    try {
      opened
          .route()
          .start(
              transfer
                  .by(task.task(), Duration.ZERO)
                  .discard(opened.handle(), next, opened.ceiling(length) - next),
              this);
    } catch (Throwable e) {
      opened.route().release(transfer);
      throw e;
    }
  }

  @Override
  public void ended(Transfer transfer) {
    OpenedFile opened = file.opened();
    opened.generation().observe(transfer);
    boolean isAlive = transfer.status() != BioStatus.OFFLINE;
    opened.route().release(transfer);
    disk.defer(() -> guarded(isAlive ? this::shorten : () -> end(false)));
  }

  private void shorten() throws IOException {
    OpenedFile opened = file.opened();
    opened.route().files().truncate(opened.handle(), next);
    length = next;
    discardNext();
  }

  private void end(boolean shrunk) throws IOException {
    disk.closeDrained(file);
    result.complete(shrunk);
  }

  /** A part of the deletion. */
  @FunctionalInterface
  private interface Part {
    void perform() throws IOException;
  }

  private void guarded(Part part) {
    try {
      part.perform();
    } catch (Throwable e) {
      // The file has no name: its space comes back when the handle is closed.
      try {
        disk.closeDrained(file);
      } catch (Throwable suppressed) {
        e.addSuppressed(suppressed);
      }
      boolean ignored = result.completeExceptionally(e);
    }
  }
}
