package io.elevator.plugins;

import io.elevator.api.Plugins;
import io.elevator.core.context.BoundedWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Watches plugin folders and the folders of jars in them, and requests a rescan at each change. A
 * jar that is still being copied is scanned when it appears and again when it grows, so no delay is
 * needed. Only {@link #close} waits: it waits for the watching thread, because a rescan in progress
 * could otherwise load plugins into a closed layer.
 *
 * <p>That wait always ends, whichever thread calls close. {@link #closed} and the closed watch
 * service end the loop. A rescan takes no lock of a queue and waits for no queue, so even a
 * listener of a queue may close the watch; the layer closes it with no lock held. A plugin's
 * constructor or the error sink may run on the watching thread and close the watch there. In that
 * case close does not wait: the closed layer refuses the rest of the rescan, and then the loop
 * ends. An interrupt of the closing thread does not end the wait, because the rescan must have
 * ended before the layer closes; the interrupt status is restored afterwards. An interrupt of the
 * watching thread has no effect. {@link #thread} is set before the thread starts; several threads
 * may close at once.
 */
final class PluginWatch implements Plugins.Watch {
  private static final long RETRY_SECONDS = 1;

  private final WatchService service;
  private final List<Path> folders;
  private final Runnable rescan;
  private final BiConsumer<String, Throwable> errors;
  private final Consumer<PluginWatch> whenClosed;
  private final Thread thread;
  private volatile boolean closed;

  PluginWatch(
      List<Path> folders,
      Runnable rescan,
      BiConsumer<String, Throwable> errors,
      ThreadFactory threads,
      Consumer<PluginWatch> whenClosed) {
    this.folders = folders;
    this.rescan = rescan;
    this.errors = errors;
    this.whenClosed = whenClosed;
    try {
      service = Path.of("").getFileSystem().newWatchService();
    } catch (IOException e) {
      throw new UncheckedIOException("plugin folders cannot be watched: " + e.getMessage(), e);
    }
    try {
      register();
    } catch (IOException e) {
      try {
        service.close();
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw new UncheckedIOException("a plugin folder cannot be watched: " + e.getMessage(), e);
    }
    try {
      thread = threads.newThread(this::watch);
      thread.start();
    } catch (Throwable e) {
      closeService();
      throw e;
    }
  }

  /**
   * Registers all folders with the watch service. Safe to repeat: registering a folder twice
   * returns the same key.
   */
  private void register() throws IOException {
    for (Path folder : folders) {
      register(folder);
      List<Path> inside;
      try (var entries = Files.list(folder)) {
        inside = entries.filter(Files::isDirectory).toList();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      for (Path each : inside) {
        register(each);
      }
    }
  }

  private void register(Path folder) throws IOException {
    folder.register(
        service,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  private void watch() {
    boolean again = false;
    while (!closed) {
      try {
        WatchKey key = again ? service.poll(RETRY_SECONDS, TimeUnit.SECONDS) : service.take();
        again = false;
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        register();
        rescan.run();
      } catch (ClosedWatchServiceException | InterruptedException e) {
        // Thrown because of close, or of an interrupt, which has no effect: the loop condition
        // decides whether the loop ends.
      } catch (Throwable e) {
        if (!closed) {
          errors.accept("watching plugin folders", e);
        }
        // After an out-of-memory error the change must not be lost, so the rescan is tried again.
        again = e instanceof VirtualMachineError;
      }
    }
  }

  private void closeService() {
    try {
      service.close();
    } catch (IOException e) {
      errors.accept("watching plugin folders", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeService();
    if (Thread.currentThread() != thread && !BoundedWait.join(thread, BoundedWait.DEFAULT_NANOS)) {
      errors.accept(
          "watching plugin folders",
          new IllegalStateException(
              "the watching thread has not ended a rescan for 30 s, and is left running"));
    }
    whenClosed.accept(this);
  }
}
