package io.elevator.files.route;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.FileHandle;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;

/** The route through a request queue. Thread-safe. */
public final class QueueRoute implements IoRoute {
  private final BlockLayer layer;
  private final RequestQueue queue;
  private final QueueFiles files;
  private final Task ownTask;
  private final TransferPool pool;

  /**
   * Creates the route.
   *
   * @param files files of the queue
   * @param ownTask task of I/O that has none and whose thread has none
   */
  public QueueRoute(BlockLayer layer, RequestQueue queue, QueueFiles files, Task ownTask) {
    this.layer = layer;
    this.queue = queue;
    this.files = files;
    this.ownTask = ownTask;
    this.pool = new TransferPool(() -> new Transfer(layer.newBio()));
  }

  /** Returns the queue. */
  public RequestQueue queue() {
    return queue;
  }

  @Override
  public QueueFiles files() {
    return files;
  }

  @Override
  public int blockBytes(FileHandle file) {
    int block = file.blockBytes();
    return block == 0 ? queue.limits().logicalBlockSize() : block;
  }

  @Override
  public Transfer take() {
    return pool.take();
  }

  @Override
  public void release(Transfer transfer) {
    pool.release(transfer);
  }

  @Override
  public void perform(Transfer transfer) {
    transfer.end = null;
    // The callback of the bio, which is called before the thread goes on, stores the result.
    BioStatus ignored = queue.submitAndWait(transfer.describeBio(given(transfer)));
  }

  @Override
  public void start(Transfer transfer, TransferEnd end) {
    transfer.end = end;
    queue.submit(transfer.describeBio(given(transfer)));
  }

  @Override
  public boolean isLost(Transfer ended) {
    return ended.status() == BioStatus.OFFLINE;
  }

  private Task given(Transfer transfer) {
    if (transfer.hasTask()) {
      return ownTask;
    }
    Task current = layer.tasks().current();
    return current == null ? ownTask : current;
  }
}
