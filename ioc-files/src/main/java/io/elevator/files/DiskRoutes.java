package io.elevator.files;

import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.files.buffers.BufferPool;
import io.elevator.files.route.Generation;
import io.elevator.files.route.IoRoute;
import io.elevator.files.route.PlainRoute;
import io.elevator.files.route.QueueRoute;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the routes of one disk: a queue; after its drive has died another queue, or plain calls of
 * the file system if that is possible and no queue helps. Each change is reported once. Nothing is
 * sent again: I/O that failed with the drive stays failed. The monitor guards the lists of queues.
 */
final class DiskRoutes implements SharedDisk.RouteSource, AutoCloseable {
  /** Longest wait for a lost drive. */
  private static final Duration GIVE_UP = Duration.ofSeconds(1);

  private final String name;
  private final BlockLayer layer;
  private final List<QueueConfig> configs;
  private final boolean mayBePlain;
  private final Task ownTask;
  private final BufferPool buffers;
  private final BufferPool bounces;
  private final Consumer<String> notices;
  private final List<RequestQueue> queues = new ArrayList<>();

  /**
   * Creates the source of a disk's routes.
   *
   * @param configs configurations of the queue, of which the first that opens is used; empty for
   *     plain calls
   * @param mayBePlain whether plain calls reach the same files as the queue
   * @param ownTask task of I/O without task
   * @param notices receiver of messages for operators
   */
  DiskRoutes(
      String name,
      BlockLayer layer,
      List<QueueConfig> configs,
      boolean mayBePlain,
      Task ownTask,
      BufferPool buffers,
      BufferPool bounces,
      Consumer<String> notices) {
    this.name = name;
    this.layer = layer;
    this.configs = List.copyOf(configs);
    this.mayBePlain = mayBePlain;
    this.ownTask = ownTask;
    this.buffers = buffers;
    this.bounces = bounces;
    this.notices = notices;
  }

  @Override
  public Generation open(@Nullable Generation lost) throws IOException {
    if (configs.isEmpty()) {
      return new Generation(new PlainRoute());
    }
    if (lost == null) {
      return opened("no queue could be opened");
    }
    giveUp(lost.route());
    if (lost.hasWorked()) {
      notices.accept(
          "the drive of the disk "
              + name
              + " is gone; new I/O goes to a new queue, none is repeated");
      return opened("no other queue could be opened");
    }
    return plain("its drive is gone without having performed any I/O", null);
  }

  private Generation opened(String problem) throws IOException {
    RuntimeException first = null;
    for (QueueConfig config : configs) {
      try {
        return queue(config);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    return plain(problem, first);
  }

  private Generation queue(QueueConfig config) {
    RequestQueue queue = layer.open(config);
    QueueFiles files = queue.files();
    if (files == null) {
      queue.close();
      throw new IllegalStateException(
          "the driver '" + config.driver() + "' serves no files; expected one that does");
    }
    synchronized (this) {
      queues.add(queue);
    }
    buffers.useQueue(queue);
    bounces.useQueue(queue);
    return new Generation(new QueueRoute(layer, queue, files, ownTask));
  }

  private Generation plain(String problem, @Nullable Throwable cause) throws IOException {
    if (!mayBePlain) {
      throw new IOException("the disk " + name + ": " + problem + text(cause), cause);
    }
    notices.accept(
        "the disk " + name + ": " + problem + text(cause) + "; its I/O now passes no queue");
    buffers.useQueue(null);
    bounces.useQueue(null);
    return new Generation(new PlainRoute());
  }

  private static String text(@Nullable Throwable cause) {
    return cause == null ? "" : ": " + cause.getMessage();
  }

  /** Ends the I/O of a queue whose drive is gone, after a short wait for the drive. */
  private void giveUp(IoRoute lost) {
    if (lost instanceof QueueRoute route) {
      try {
        boolean ignored = route.queue().admin().close(GIVE_UP);
      } catch (RuntimeException e) {
        // In a callback a queue cannot be closed; it is closed with the disk.
        notices.accept("the queue of the lost drive of " + name + " stays open: " + e.getMessage());
      }
    }
  }

  /** Closes all queues. */
  @Override
  public void close() {
    List<RequestQueue> open;
    synchronized (this) {
      open = List.copyOf(queues);
      queues.clear();
    }
    open.forEach(RequestQueue::close);
  }
}
