package io.elevator.api;

import java.nio.file.Path;
import java.util.List;

/**
 * The plugins of a block layer that came from jars. They can be added, replaced and removed while
 * queues are open. Thread-safe; one change runs at a time. A hook or a callback must not call these
 * methods.
 */
public interface Plugins {
  /** Returns the loaded plugins, in order of precedence. */
  List<PluginInfo> list();

  /**
   * Loads a jar, or a folder of jars, with the lowest precedence.
   *
   * @param plugin path of the jar or folder
   * @throws IllegalArgumentException if nothing in the plugin can be used; the message gives the
   *     reason, and {@link BlockLayer#pluginProblems} lists it
   * @throws IllegalStateException if a plugin from this path is loaded already, or if the layer was
   *     built without a source of plugins
   */
  PluginInfo add(Path plugin);

  /**
   * Replaces a plugin. The new plugin takes over the precedence and the names of the old one. If a
   * part of the new plugin cannot be used, the old one stays. Queues use the old one until they are
   * switched.
   *
   * @param old path of the plugin to replace
   * @param replacement path of the new plugin, which may be the same path
   * @param switchQueues whether to switch queues that use an elevator of the old plugin to the new
   *     elevator of that name
   * @throws java.util.NoSuchElementException if no plugin from the path {@code old} is loaded
   * @throws IllegalArgumentException if the new plugin cannot be used
   * @throws IllegalStateException if queues could not be switched; the message names the queues.
   *     The plugin is replaced nevertheless, and those queues continue with the old elevator.
   */
  PluginInfo replace(Path old, Path replacement, boolean switchQueues);

  /**
   * Removes a plugin.
   *
   * @param plugin path of the plugin
   * @throws java.util.NoSuchElementException if no plugin from this path is loaded
   * @throws IllegalStateException if queues use the plugin; the message names the queues, and
   *     nothing has changed
   */
  void remove(Path plugin);

  /**
   * Scans the plugin folders again: loads new plugins, replaces changed plugins without switching
   * queues, and removes plugins whose file is gone unless a queue uses them. {@link
   * BlockLayer#pluginProblems} lists a plugin that cannot be used until one of these happens: the
   * bytes of the plugin change, the bytes of the loaded plugin come back, the file is gone, other
   * users can no longer change the file, or the name that the plugin needs is free.
   */
  void rescan();

  /**
   * Starts a daemon thread that rescans after each change in the plugin folders, until the watch or
   * the block layer is closed.
   *
   * @throws java.io.UncheckedIOException if a folder cannot be watched
   * @throws IllegalStateException if the layer was built without a source of plugins
   */
  Watch watch();

  /** A watch on the plugin folders. */
  interface Watch extends AutoCloseable {
    /** Ends the watch and waits until its thread has ended. */
    @Override
    void close();
  }
}
