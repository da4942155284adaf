package io.elevator.plugins;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.ApplicationServices;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.RegisteredDriver;
import io.elevator.core.registry.RegisteredElevator;
import io.elevator.core.services.Reasons;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds providers of elevators and drivers and registers them. Whatever is wrong with one of them
 * is noted with its source; the others go on. A plugin is a jar, or a folder of jars: the elevator
 * with its own libraries. Not thread-safe; a registry has one.
 */
public final class PluginDiscovery implements AutoCloseable {
  private final PluginRegistry registry;
  private final PluginLoader loader;
  private final List<Path> folders = new ArrayList<>();
  private final List<LoadedPlugin> loaded = new ArrayList<>();

  /** Discovers for a registry, with trust in folders that nobody else can change. */
  public PluginDiscovery(PluginRegistry registry) {
    this(registry, PluginTrust.DEFAULT);
  }

  /** Discovers for a registry. */
  public PluginDiscovery(PluginRegistry registry, PluginTrust trust) {
    this.registry = registry;
    this.loader = new PluginLoader(trust);
  }

  /** Registers the providers among the application's own modules, or on its class path. */
  public void addApplicationModules() {
    ApplicationServices.register(registry);
  }

  /**
   * Registers the plugins of a folder: its jars and its folders of jars, by name.
   *
   * @throws IOException if the folder cannot be read or is not to be trusted; the message names it
   */
  public void addFolder(Path folder) throws IOException {
    folders.add(folder);
    for (Path plugin : pluginsIn(folder)) {
      addPlugin(plugin);
    }
  }

  /**
   * Returns the plugins of a folder, by name.
   *
   * @throws IOException if the folder cannot be read or is not to be trusted; the message names it
   */
  public List<Path> pluginsIn(Path folder) throws IOException {
    List<Path> plugins = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (PluginLoader.isPlugin(entry)) {
          plugins.add(entry);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new IOException("the plugin folder " + folder + " does not exist or is no folder", e);
    } catch (DirectoryIteratorException e) {
      throw new IOException(
          "the plugin folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
    if (!plugins.isEmpty()) {
      loader.requireTrusted(folder);
    }
    Collections.sort(plugins);
    return plugins;
  }

  /** Registers what one jar, or one folder of jars, provides. */
  public void addPlugin(Path plugin) {
    try {
      register(loader.load(plugin));
    } catch (IOException e) {
      registry.report(new PluginProblem(plugin.toString(), String.valueOf(e.getMessage())));
    }
  }

  /**
   * Loads a plugin without registering it.
   *
   * @throws IOException if it cannot be loaded, or its folder is not to be trusted
   */
  public LoadedPlugin load(Path plugin) throws IOException {
    loader.requireTrustedAround(plugin);
    return loader.load(plugin);
  }

  /** Returns a text that changes whenever a jar of the plugin does. */
  public static String fingerprint(Path plugin) throws IOException {
    return PluginLoader.fingerprint(plugin);
  }

  /** Returns why a plugin is not to be trusted, or "". */
  public String refusal(Path plugin) {
    return loader.refusal(plugin);
  }

  /** Registers what was loaded; what the registry does not take is a problem. */
  public void register(LoadedPlugin plugin) {
    registerMissing(plugin);
    loaded.add(plugin);
  }

  /**
   * Registers the elevators and drivers of a loaded plugin that are not registered yet; one that
   * cannot be registered is a problem of the plugin.
   */
  public void registerMissing(LoadedPlugin plugin) {
    plugin.problems().forEach(registry::report);
    List<RegisteredElevator> elevators = registry.elevators();
    for (RegisteredElevator each : plugin.elevators()) {
      if (!elevators.contains(each)) {
        note(plugin, () -> registry.add(each));
      }
    }
    List<RegisteredDriver> drivers = registry.drivers();
    for (RegisteredDriver each : plugin.drivers()) {
      if (!drivers.contains(each)) {
        note(plugin, () -> registry.add(each));
      }
    }
  }

  private void note(LoadedPlugin plugin, Runnable registration) {
    try {
      registration.run();
    } catch (IllegalStateException e) {
      registry.report(new PluginProblem(plugin.path().toString(), Reasons.of(e)));
    }
  }

  /** Returns the folders, in the order given. */
  public List<Path> folders() {
    return List.copyOf(folders);
  }

  /** Returns the plugins that were loaded and not let go, in order. */
  public List<LoadedPlugin> loaded() {
    return List.copyOf(loaded);
  }

  /** A plugin has another's place. */
  public void replace(LoadedPlugin old, LoadedPlugin now) {
    loaded.set(loaded.indexOf(old), now);
  }

  /** A plugin is no longer registered. */
  public void letGo(LoadedPlugin plugin) {
    loaded.remove(plugin);
  }

  /**
   * Lets all go and deletes the copies. Nothing of any plugin is used any longer.
   *
   * @throws IOException if a loader cannot be closed or a copy cannot be deleted
   */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (LoadedPlugin each : loaded) {
      try {
        each.unload();
      } catch (IOException e) {
        failure = e;
      }
    }
    loaded.clear();
    try {
      loader.close();
    } catch (IOException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      failure = e;
    }
    if (failure != null) {
      throw failure;
    }
  }
}
