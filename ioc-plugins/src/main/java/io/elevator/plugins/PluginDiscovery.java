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
 * Finds providers of elevators and drivers and registers them. A problem with one provider is
 * recorded with its source and does not affect the others. A plugin is a jar, or a folder of jars
 * that contains an elevator and its libraries. Not thread-safe; each registry has one discovery.
 */
public final class PluginDiscovery implements AutoCloseable {
  private final PluginRegistry registry;
  private final PluginLoader loader;
  private final List<Path> folders = new ArrayList<>();
  private final List<LoadedPlugin> loaded = new ArrayList<>();

  /** Creates a discovery that trusts folders which only this user and root can change. */
  public PluginDiscovery(PluginRegistry registry) {
    this(registry, PluginTrust.DEFAULT);
  }

  /** Creates a discovery with a rule for trust. */
  public PluginDiscovery(PluginRegistry registry, PluginTrust trust) {
    this.registry = registry;
    this.loader = new PluginLoader(trust);
  }

  /** Registers the providers in the application's own modules, or on its class path. */
  public void addApplicationModules() {
    ApplicationServices.register(registry);
  }

  /**
   * Registers the plugins of a folder, its jars and its folders of jars, sorted by name.
   *
   * @throws IOException if the folder cannot be read or is not trusted; the message names it
   */
  public void addFolder(Path folder) throws IOException {
    folders.add(folder);
    for (Path plugin : pluginsIn(folder)) {
      addPlugin(plugin);
    }
  }

  /**
   * Returns the plugins of a folder, sorted by name.
   *
   * @throws IOException if the folder cannot be read or is not trusted; the message names it
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

  /** Registers the providers of one jar, or of one folder of jars. */
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
   * @throws IOException if it cannot be loaded, or its folder is not trusted
   */
  public LoadedPlugin load(Path plugin) throws IOException {
    loader.requireTrustedAround(plugin);
    return loader.load(plugin);
  }

  /** Returns a text that changes whenever a jar of the plugin changes. */
  public static String fingerprint(Path plugin) throws IOException {
    return PluginLoader.fingerprint(plugin);
  }

  /** Returns the reason why a plugin is not trusted, or the empty string if it is trusted. */
  public String refusal(Path plugin) {
    return loader.refusal(plugin);
  }

  /**
   * Registers a loaded plugin. Providers that the registry refuses become problems of the plugin.
   */
  public void register(LoadedPlugin plugin) {
    registerMissing(plugin);
    loaded.add(plugin);
  }

  /**
   * Registers those elevators and drivers of a loaded plugin that are not registered yet. Providers
   * that the registry refuses become problems of the plugin.
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

  /** Returns the plugins that were loaded and not removed, in the order of loading. */
  public List<LoadedPlugin> loaded() {
    return List.copyOf(loaded);
  }

  /** Replaces the plugin {@code old} by the plugin {@code now} in the list of loaded plugins. */
  public void replace(LoadedPlugin old, LoadedPlugin now) {
    loaded.set(loaded.indexOf(old), now);
  }

  /** Removes a plugin from the list of loaded plugins after its registration has ended. */
  public void letGo(LoadedPlugin plugin) {
    loaded.remove(plugin);
  }

  /**
   * Unloads all plugins and deletes the copies. No code of any plugin may be in use.
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
