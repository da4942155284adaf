package io.elevator.files.route;

import io.elevator.api.FileHandle;
import io.elevator.api.QueueFiles;

/**
 * The way of a disk's I/O to its files: a queue, or plain calls of the file system. Thread-safe.
 */
public interface IoRoute {
  /** Returns the files at the end of this route. */
  QueueFiles files();

  /** Returns the unit of offsets and lengths of a file's transfers, in bytes. */
  int blockBytes(FileHandle file);

  /** Returns a transfer to describe. {@link #release} takes it back. */
  Transfer take();

  /** Takes back a transfer that has ended, or was not started. */
  void release(Transfer transfer);

  /**
   * Performs a transfer and returns when it has ended.
   *
   * @throws IllegalArgumentException if the queue refuses the transfer
   * @throws IllegalStateException if the queue refuses the transfer, or the thread may not wait
   */
  void perform(Transfer transfer);

  /**
   * Starts a transfer. Its end is called once, possibly before this method returns.
   *
   * @throws IllegalArgumentException if the queue refuses the transfer; its end is not called
   * @throws IllegalStateException if the queue refuses the transfer; its end is not called
   */
  void start(Transfer transfer, TransferEnd end);

  /** Returns whether the end of a transfer shows that this route leads to no drive any more. */
  boolean isLost(Transfer ended);
}
