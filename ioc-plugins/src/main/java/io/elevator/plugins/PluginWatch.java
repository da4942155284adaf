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
 * Watches plugin folders, and the folders of jars in them, and asks for a rescan at each change. A
 * jar that is being copied is looked at half-way and again when more of it is there, so that
 * nothing needs to be waited for. Only closing waits, for the thread: a rescan that has begun would
 * otherwise load plugins into a layer that is closed.
 *
 * <p>That wait ends, whoever closes. {@link #closed} and the closed service end the loop, and a
 * rescan takes no lock of a queue and waits for none, so that even a listener of a queue may close;
 * the layer does so with no lock held. The watching thread itself, on which a plugin's constructor
 * or the error sink may close, does not wait: what is left of its rescan is refused once the layer
 * is closed, and the loop ends after it. An interrupt of who waits is kept for later, as leaving
 * early is what must not happen; one of the watching thread, by somebody who has no reason to, is
 * no end. {@link #thread} is set before it starts; several may close at once.
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

  /** Registering a folder twice gives the same key, so that this may be done again. */
  private void register() throws IOException {
    for (Path folder : folders) {
      register(folder);
      List<Path> inside;
      try (var entries = Files.list(folder)) {
        inside = entries.filter(Files::isDirectory).toList();
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
        // By close, or by somebody who has no reason to: the condition tells.
      } catch (Throwable e) {
        if (!closed) {
          errors.accept("watching plugin folders", e);
        }
        // Memory was out: the change that was seen must not be forgotten.
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
