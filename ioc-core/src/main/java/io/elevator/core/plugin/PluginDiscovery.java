package io.elevator.core.plugin;

import io.elevator.api.PluginProblem;
import io.elevator.spi.DriverType;
import io.elevator.spi.ElevatorType;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds providers of elevators and drivers and registers them. Whatever is wrong with one of them
 * is noted with its source; the others go on. A plugin is a jar, or a folder of jars: the elevator
 * with its own libraries. Each is loaded by a module layer of its own over the library's, or, where
 * the library itself is on the class path, by a class loader of its own.
 */
public final class PluginDiscovery {
  private final PluginRegistry registry;

  /** Discovers for a registry. */
  public PluginDiscovery(PluginRegistry registry) {
    this.registry = registry;
  }

  /** Registers the providers among the application's own modules, or on its class path. */
  public void addApplicationModules() {
    ModuleLayer layer = PluginDiscovery.class.getModule().getLayer();
    if (layer != null) {
      registerAll(
          ServiceLoader.load(layer, ElevatorType.class),
          ServiceLoader.load(layer, DriverType.class),
          "",
          type -> true);
    } else {
      ClassLoader loader = PluginDiscovery.class.getClassLoader();
      registerAll(
          ServiceLoader.load(ElevatorType.class, loader),
          ServiceLoader.load(DriverType.class, loader),
          "",
          type -> true);
    }
  }

  /**
   * Registers the plugins of a folder: its jars and its folders of jars, by name.
   *
   * @throws IOException if the folder cannot be read; the message names it
   */
  public void addFolder(Path folder) throws IOException {
    List<Path> plugins = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (isJar(entry) || (Files.isDirectory(entry) && !jarsIn(entry).isEmpty())) {
          plugins.add(entry);
        }
      }
    } catch (java.nio.file.NoSuchFileException | java.nio.file.NotDirectoryException e) {
      throw new IOException("the plugin folder " + folder + " does not exist or is no folder", e);
    }
    Collections.sort(plugins);
    for (Path plugin : plugins) {
      addPlugin(plugin);
    }
  }

  /** Registers what one jar, or one folder of jars, provides. */
  public void addPlugin(Path plugin) {
    try {
      List<Path> jars = Files.isDirectory(plugin) ? jarsIn(plugin) : List.of(plugin);
      int before =
          registry.elevators().size() + registry.drivers().size() + registry.problems().size();
      if (ElevatorType.class.getModule().isNamed()) {
        addLayer(plugin, jars);
      } else {
        addClassLoader(plugin, jars);
      }
      int after =
          registry.elevators().size() + registry.drivers().size() + registry.problems().size();
      if (after == before) {
        report(
            plugin,
            "provides neither "
                + ElevatorType.class.getName()
                + " nor "
                + DriverType.class.getName());
      }
    } catch (IOException | FindException | ResolutionException | LayerInstantiationException e) {
      report(plugin, reason(e));
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      report(plugin, reason(e));
    }
  }

  private void addLayer(Path plugin, List<Path> jars) {
    ModuleLayer parent = ElevatorType.class.getModule().getLayer();
    if (parent == null) {
      throw new IllegalStateException("the library's module has no layer");
    }
    ModuleFinder finder = ModuleFinder.of(jars.toArray(Path[]::new));
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
    registerAll(
        ServiceLoader.load(layer, ElevatorType.class),
        ServiceLoader.load(layer, DriverType.class),
        plugin.toString(),
        type -> type.getModule().getLayer() == layer);
  }

  @SuppressWarnings("resource") // The loader lives as long as the plugin's classes.
  private void addClassLoader(Path plugin, List<Path> jars) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      URI uri = jars.get(i).toUri();
      urls[i] = uri.toURL();
    }
    var loader =
        new URLClassLoader(
            "plugin " + plugin.getFileName(), urls, ElevatorType.class.getClassLoader());
    registerAll(
        ServiceLoader.load(ElevatorType.class, loader),
        ServiceLoader.load(DriverType.class, loader),
        plugin.toString(),
        type -> type.getClassLoader() == loader);
  }

  private void registerAll(
      ServiceLoader<ElevatorType> elevators,
      ServiceLoader<DriverType> drivers,
      String source,
      Predicate<Class<?>> mine) {
    registerEach(elevators, source, mine, registry::register);
    registerEach(drivers, source, mine, registry::register);
  }

  /** How one kind of provider is registered. */
  @FunctionalInterface
  private interface Registration<T> {
    void register(T provider, String source);
  }

  private <T> void registerEach(
      ServiceLoader<T> services,
      String source,
      Predicate<Class<?>> mine,
      Registration<T> registration) {
    Iterator<ServiceLoader.Provider<T>> providers = services.stream().iterator();
    while (true) {
      ServiceLoader.Provider<T> provider;
      try {
        if (!providers.hasNext()) {
          return;
        }
        provider = providers.next();
      } catch (ServiceConfigurationError e) {
        // The iterator goes on behind a provider that cannot be loaded.
        registry.report(new PluginProblem(source.isEmpty() ? "application" : source, reason(e)));
        continue;
      }
      registerOne(provider, source, mine, registration);
    }
  }

  private <T> void registerOne(
      ServiceLoader.Provider<T> provider,
      String source,
      Predicate<Class<?>> mine,
      Registration<T> registration) {
    String from = source;
    try {
      Class<? extends T> type = provider.type();
      if (!mine.test(type)) {
        return;
      }
      if (from.isEmpty()) {
        from = type.getModule().isNamed() ? "module " + type.getModule().getName() : "class path";
      }
      String versionProblem = PluginRegistry.versionProblem(type);
      if (!versionProblem.isEmpty()) {
        registry.report(new PluginProblem(from, versionProblem));
        return;
      }
      registration.register(provider.get(), from);
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      registry.report(new PluginProblem(from, reason(e)));
    }
  }

  private void report(Path plugin, String reason) {
    registry.report(new PluginProblem(plugin.toString(), reason));
  }

  /** Returns the messages of a failure and its causes, in one line. */
  private static String reason(Throwable failure) {
    var reason = new StringBuilder();
    @Nullable Throwable each = failure;
    for (int depth = 0; each != null && depth < 4; depth++, each = each.getCause()) {
      String message = each.getMessage();
      String text = message == null ? each.getClass().getSimpleName() : message;
      if (each instanceof LinkageError) {
        text = each.getClass().getSimpleName() + ": " + text;
      }
      if (reason.indexOf(text) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(text);
      }
    }
    return reason.toString().replace('\n', ' ');
  }

  private static boolean isJar(Path path) {
    return path.getFileName().toString().endsWith(".jar") && Files.isRegularFile(path);
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.filter(PluginDiscovery::isJar).sorted().toList();
    }
  }
}
