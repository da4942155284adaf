package io.elevator.core.plugin;

import io.elevator.spi.DriverType;
import io.elevator.spi.ElevatorType;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Loads a plugin: a jar, or a folder of jars, which is the elevator with its own libraries. Each is
 * copied, checked, and loaded by a module layer of its own over the library's, or, where the
 * library itself is on the class path, by a class loader of its own.
 */
final class PluginLoader implements AutoCloseable {
  private final PluginCopies copies;

  PluginLoader(PluginTrust trust) {
    copies = new PluginCopies(trust);
  }

  /** Whether a path is what a plugin looks like. */
  static boolean isPlugin(Path path) throws IOException {
    return isJar(path) || (Files.isDirectory(path) && !jarsIn(path).isEmpty());
  }

  /** Returns the jars of a plugin, by name. */
  static List<Path> jarsOf(Path plugin) throws IOException {
    return Files.isDirectory(plugin) ? jarsIn(plugin) : List.of(plugin);
  }

  /** Returns a text that changes whenever a jar of the plugin does. */
  static String fingerprint(Path plugin) throws IOException {
    var text = new StringBuilder();
    for (Path jar : jarsOf(plugin)) {
      text.append(jar.getFileName()).append(' ').append(PluginTrust.digest(jar)).append('\n');
    }
    return text.toString();
  }

  /**
   * Requires that only this user and root can put plugins into a folder.
   *
   * @throws IOException if others can
   */
  void requireTrusted(Path folder) throws IOException {
    copies.requireTrusted(folder);
  }

  /**
   * Loads a plugin; single providers that cannot be used are problems of the result.
   *
   * @throws IOException if it cannot be loaded as a whole; the message says why
   */
  LoadedPlugin load(Path plugin) throws IOException {
    if (!isPlugin(plugin)) {
      throw new IOException(plugin + " is neither a jar nor a folder of jars");
    }
    if (Files.isDirectory(plugin)) {
      copies.requireTrusted(plugin);
    }
    Path copy = copies.copy(jarsOf(plugin));
    try {
      LoadedPlugin loaded =
          ElevatorType.class.getModule().isNamed()
              ? loadLayer(plugin, copy)
              : loadClasses(plugin, copy);
      if (loaded.elevators().isEmpty()
          && loaded.drivers().isEmpty()
          && loaded.problems().isEmpty()) {
        loaded.unload();
        throw new IOException(
            "provides neither "
                + ElevatorType.class.getName()
                + " nor "
                + DriverType.class.getName());
      }
      return loaded;
    } catch (RuntimeException | Error e) {
      // Among them what modules complain about: FindException, ResolutionException,
      // LayerInstantiationException.
      PrivateFolder.delete(copy);
      throw new IOException(Reasons.of(e), e);
    }
  }

  private static LoadedPlugin loadLayer(Path plugin, Path copy) {
    ModuleLayer parent = ElevatorType.class.getModule().getLayer();
    if (parent == null) {
      throw new IllegalStateException("the library's module has no layer");
    }
    ModuleFinder finder = ModuleFinder.of(copy);
    Set<String> roots =
        finder.findAll().stream()
            .map(ModuleReference::descriptor)
            .map(descriptor -> descriptor.name())
            .collect(Collectors.toSet());
    for (String root : roots) {
      if (parent.findModule(root).isPresent()) {
        throw new FindException(
            "module "
                + root
                + " is among the application's modules already; it is not loaded a second time");
      }
    }
    var configuration = parent.configuration().resolveAndBind(finder, ModuleFinder.of(), roots);
    ModuleLayer layer =
        parent.defineModulesWithOneLoader(configuration, ElevatorType.class.getClassLoader());
    var loaded = new LoadedPlugin(plugin, copy, null);
    var providers =
        new Providers(plugin.toString(), type -> type.getModule().getLayer() == layer, loaded::add);
    providers.forEach(
        ServiceLoader.load(layer, ElevatorType.class),
        (type, source) -> loaded.add(PluginRegistry.describe(type, source)));
    providers.forEach(
        ServiceLoader.load(layer, DriverType.class),
        (type, source) -> loaded.add(PluginRegistry.describe(type, source)));
    return loaded;
  }

  @SuppressWarnings("resource") // The plugin closes it when it is unloaded.
  private static LoadedPlugin loadClasses(Path plugin, Path copy) throws IOException {
    List<Path> jars = jarsIn(copy);
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      URI uri = jars.get(i).toUri();
      urls[i] = uri.toURL();
    }
    var loader =
        new URLClassLoader(
            "plugin " + plugin.getFileName(), urls, ElevatorType.class.getClassLoader());
    var loaded = new LoadedPlugin(plugin, copy, loader);
    var providers =
        new Providers(plugin.toString(), type -> type.getClassLoader() == loader, loaded::add);
    providers.forEach(
        ServiceLoader.load(ElevatorType.class, loader),
        (type, source) -> loaded.add(PluginRegistry.describe(type, source)));
    providers.forEach(
        ServiceLoader.load(DriverType.class, loader),
        (type, source) -> loaded.add(PluginRegistry.describe(type, source)));
    return loaded;
  }

  private static boolean isJar(Path path) {
    return path.getFileName().toString().endsWith(".jar") && Files.isRegularFile(path);
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.filter(PluginLoader::isJar).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    copies.close();
  }
}
