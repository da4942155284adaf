package io.elevator.api;

import java.nio.file.Path;
import java.util.List;

/**
 * The plugins of a block layer that came from jars: added, replaced and removed while queues are
 * open. Thread-safe; one change at a time. None of it may be called from within a hook or a
 * callback.
 */
public interface Plugins {
  /** Returns what is loaded, in order of precedence. */
  List<PluginInfo> list();

  /**
   * Loads a jar, or a folder of jars, behind all that is there.
   *
   * @throws IllegalArgumentException if nothing of it can be used; the message says why, and {@link
   *     BlockLayer#pluginProblems} lists it
   * @throws IllegalStateException if a plugin from this path is loaded already, or if the layer was
   *     built without a source of plugins
   */
  PluginInfo add(Path plugin);

  /**
   * Takes a plugin's place in the order and its names; if the new one cannot be used as a whole the
   * old one stays. Queues go on with the old one until they are switched.
   *
   * @param old path of the one that goes
   * @param replacement path of the new one, which may be the same
   * @param switchQueues whether queues that use an elevator of the old one are switched to the one
   *     that now has its name
   * @throws java.util.NoSuchElementException if there is no such plugin
   * @throws IllegalArgumentException if the new one cannot be used
   * @throws IllegalStateException if queues could not be switched, with their names; the plugin is
   *     replaced nevertheless and they go on as before
   */
  PluginInfo replace(Path old, Path replacement, boolean switchQueues);

  /**
   * Removes a plugin.
   *
   * @throws java.util.NoSuchElementException if there is no such plugin
   * @throws IllegalStateException if queues use it; the message has their names, and nothing has
   *     changed
   */
  void remove(Path plugin);

  /**
   * Looks at the plugin folders again: loads what is new, replaces what has changed without
   * switching queues, and removes what is gone unless a queue uses it. What cannot be used is among
   * {@link BlockLayer#pluginProblems} until one of these: its bytes change, the bytes of the loaded
   * plugin come back, the file is gone, other users can no longer change it, or the name that it
   * needs is free.
   */
  void rescan();

  /**
   * Rescans whenever something changes in the plugin folders, by a daemon thread of its own, until
   * this is closed or the layer is.
   *
   * @throws java.io.UncheckedIOException if a folder cannot be watched
   * @throws IllegalStateException if the layer was built without a source of plugins
   */
  Watch watch();

  /** Watching, until it is closed. */
  interface Watch extends AutoCloseable {
    /** Ends it; the thread is gone on return. */
    @Override
    void close();
  }
}
