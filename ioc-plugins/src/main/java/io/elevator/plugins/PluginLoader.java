package io.elevator.plugins;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.services.Providers;
import io.elevator.core.services.Reasons;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads a plugin: a jar, or a folder of jars that contains an elevator and its libraries. All jars
 * of a plugin are copied and checked. If the {@code module-info} of a jar provides an elevator or a
 * driver, the jars become a module layer on top of the library's layer. Otherwise they are loaded
 * from a class path of their own. That is also done if the library itself is on the class path.
 */
final class PluginLoader implements AutoCloseable {
  private static final String PLAIN_AMONG_MODULES =
      "; as a jar of the plugin is a named module, its jars without a module-info are read as"
          + " automatic modules; take module-info out of the elevator's jar and name its class in"
          + " META-INF/services, so that all of them are loaded as a class path";

  private final PluginCopies copies;
  private final boolean modules;

  PluginLoader(PluginTrust trust) {
    this(trust, ElevatorType.class.getModule().isNamed());
  }

  /**
   * Creates a loader.
   *
   * @param trust rule that decides which jars may be loaded
   * @param modules whether plugins may become modules; false if the library is on the class path
   */
  PluginLoader(PluginTrust trust, boolean modules) {
    copies = new PluginCopies(trust);
    this.modules = modules;
  }

  /**
   * Returns whether a path looks like a plugin. Also returns true for a folder that cannot be read,
   * and for a device with the name of a jar, so that the attempt to load it reports the reason.
   */
  static boolean isPlugin(Path path) {
    if (!Files.isDirectory(path)) {
      return isJar(path);
    }
    try {
      return !jarsIn(path).isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  /** Returns a text that changes whenever a jar of the plugin changes. */
  static String fingerprint(Path plugin) throws IOException {
    List<Path> jars = Files.isDirectory(plugin) ? jarsIn(plugin) : List.of(plugin);
    var text = new StringBuilder();
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        // A device or pipe must not be read, because that might never end.
        text.append(fingerprint(jar.getFileName().toString(), kind(jar)));
        continue;
      }
      // A jar that is too large to be copied is not read for its fingerprint either.
      long size = Files.size(jar);
      String digest =
          size > PluginCopies.MAX_JAR_BYTES ? "of " + size + " bytes" : PluginTrust.digest(jar);
      text.append(fingerprint(jar.getFileName().toString(), digest));
    }
    return text.toString();
  }

  /** Returns the part of a fingerprint for one jar. */
  static String fingerprint(String name, String digest) {
    return name + ' ' + digest + '\n';
  }

  /**
   * Requires that only this user and root can put plugins into a folder.
   *
   * @throws IOException if other users can
   */
  void requireTrusted(Path folder) throws IOException {
    copies.requireTrusted(folder);
  }

  /**
   * Requires that only this user and root can change the folder that a plugin is in.
   *
   * @throws IOException if other users can
   */
  void requireTrustedAround(Path plugin) throws IOException {
    Path folder = plugin.toAbsolutePath().getParent();
    if (folder != null) {
      copies.requireTrusted(folder);
    }
  }

  /**
   * Returns the reason why a plugin or its folder is not trusted, or the empty string if both are
   * trusted.
   */
  String refusal(Path plugin) {
    try {
      requireTrustedAround(plugin);
      for (Path jar : jarsOf(plugin)) {
        copies.requireTrusted(jar);
      }
      return "";
    } catch (IOException e) {
      return Reasons.of(e);
    }
  }

  /**
   * Loads a plugin. Providers that cannot be used become problems of the result.
   *
   * @throws IOException if the plugin as a whole cannot be loaded; the message is one line with the
   *     reason
   */
  LoadedPlugin load(Path plugin) throws IOException {
    try {
      if (!isPlugin(plugin)) {
        throw new IOException(plugin + " is neither a jar nor a folder of jars");
      }
      PluginCopies.Copies made = copies.copy(jarsOf(plugin));
      try {
        return load(new Names(plugin, made.folder()), made);
      } catch (Throwable e) {
        try {
          PrivateFolder.delete(made.folder());
        } catch (IOException f) {
          e.addSuppressed(f);
        }
        throw e;
      }
    } catch (Throwable e) {
      // Also catches the exceptions of the module system: FindException, ResolutionException,
      // LayerInstantiationException.
      throw new IOException(new Names(plugin, copies.folderOfAll()).original(Reasons.of(e)), e);
    }
  }

  /**
   * Returns the paths of a plugin's jars. Lists the folder by the path that the check of trust
   * returned, because other users cannot exchange the folder at that path.
   */
  private List<Path> jarsOf(Path plugin) throws IOException {
    List<Path> jars =
        Files.isDirectory(plugin)
            ? jarsIn(copies.requireTrusted(plugin)).stream()
                .map(jar -> plugin.resolve(jar.getFileName()))
                .toList()
            : List.of(plugin);
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new IOException(jar.getFileName() + " is " + kind(jar) + "; expected a jar file");
      }
    }
    return jars;
  }

  /** Returns what a path leads to that is no regular file. */
  private static String kind(Path path) throws IOException {
    String what =
        Files.notExists(path)
            ? "a file that does not exist"
            : Files.isDirectory(path) ? "a folder" : "a device, pipe or socket";
    return Files.isSymbolicLink(path)
        ? "a link to " + Files.readSymbolicLink(path) + ", " + what
        : what;
  }

  private LoadedPlugin load(Names names, PluginCopies.Copies made) throws IOException {
    boolean asModules = modules && made.jars().stream().anyMatch(CopiedJar::isPluginModule);
    LoadedPlugin loaded = asModules ? loadLayer(names, made) : loadClasses(names, made);
    if (loaded.elevators().isEmpty() && loaded.drivers().isEmpty() && loaded.problems().isEmpty()) {
      loaded.unload();
      throw new IOException(
          "provides neither "
              + ElevatorType.class.getName()
              + " nor "
              + DriverType.class.getName());
    }
    return loaded;
  }

  /**
   * Replaces the paths of private copies in messages by the paths of the originals.
   *
   * @param plugin original jar, or folder of jars
   * @param copies folder of the copies, or a folder above it
   */
  private record Names(Path plugin, Path copies) {
    String original(String message) {
      Path folder = Files.isDirectory(plugin) ? plugin : plugin.toAbsolutePath().getParent();
      String shown = Matcher.quoteReplacement(String.valueOf(folder));
      String number = "(/[0-9]+)?(?![^/: ])";
      return message
          .replaceAll(Pattern.quote(copies.toString()) + number, shown)
          .replaceAll(
              Pattern.quote(copies.toUri().getRawPath().replaceFirst("/$", "")) + number, shown);
    }

    Consumer<PluginProblem> problemsOf(LoadedPlugin loaded) {
      return problem -> loaded.add(new PluginProblem(problem.source(), original(problem.reason())));
    }
  }

  private static LoadedPlugin loadLayer(Names names, PluginCopies.Copies copies)
      throws IOException {
    ModuleLayer parent = ElevatorType.class.getModule().getLayer();
    if (parent == null) {
      throw new IllegalStateException("the library's module has no layer");
    }
    Map<String, CopiedJar> modules = modules(copies);
    for (var module : modules.entrySet()) {
      if (parent.findModule(module.getKey()).isPresent()) {
        throw new IOException(
            module.getValue().name()
                + " is the module "
                + module.getKey()
                + ", which is among the application's modules already; it is not loaded a second"
                + " time");
      }
    }
    ModuleLayer layer;
    try {
      var configuration =
          parent
              .configuration()
              .resolveAndBind(
                  ModuleFinder.of(copies.folder()), ModuleFinder.of(), modules.keySet());
      layer = parent.defineModulesWithOneLoader(configuration, ElevatorType.class.getClassLoader());
    } catch (FindException | ResolutionException | LayerInstantiationException e) {
      throw new IOException(explain(Reasons.of(e), modules), e);
    }
    var loaded = new LoadedPlugin(names.plugin(), copies, null);
    var providers =
        new Providers(
            names.plugin().toString(),
            type -> type.getModule().getLayer() == layer,
            names.problemsOf(loaded));
    providers.forEach(
        ServiceLoader.load(layer, ElevatorType.class),
        (type, source) -> loaded.add(PluginRegistry.describe(type, source)));
    providers.forEach(
        ServiceLoader.load(layer, DriverType.class),
        (type, source) -> loaded.add(PluginRegistry.describe(type, source)));
    return loaded;
  }

  /** Returns the jars by their module names. */
  private static Map<String, CopiedJar> modules(PluginCopies.Copies copies) throws IOException {
    Map<String, CopiedJar> modules = new TreeMap<>();
    for (CopiedJar each : copies.jars()) {
      String module;
      try {
        module = each.moduleName(modules.size());
      } catch (FindException e) {
        throw new IOException(
            each.name() + " cannot be a module: " + Reasons.of(e) + PLAIN_AMONG_MODULES, e);
      }
      CopiedJar other = modules.put(module, each);
      if (other != null) {
        throw new IOException(
            other.name() + " and " + each.name() + " are both the module " + module);
      }
    }
    return modules;
  }

  /**
   * Returns the message with the jar's name added to each module that it names, and with advice for
   * jars without a {@code module-info}.
   */
  private static String explain(String message, Map<String, CopiedJar> modules) {
    var text = new StringBuilder(message);
    boolean plain = false;
    for (var module : modules.entrySet()) {
      if (Pattern.compile("(?<![\\w.])" + Pattern.quote(module.getKey()) + "(?![\\w.]*\\w)")
          .matcher(message)
          .find()) {
        text.append("; module ").append(module.getKey());
        text.append(" is ").append(module.getValue().name());
        plain |= module.getValue().descriptor() == null;
      }
    }
    return text.append(plain ? PLAIN_AMONG_MODULES : "").toString();
  }

  private static LoadedPlugin loadClasses(Names names, PluginCopies.Copies copies)
      throws IOException {
    List<CopiedJar> jars = copies.jars();
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      URI uri = jars.get(i).copy().toUri();
      urls[i] = uri.toURL();
    }
    Path plugin = names.plugin();
    var loader =
        new PluginClassLoader(
            "plugin " + plugin.getFileName(), urls, ElevatorType.class.getClassLoader());
    try {
      var loaded = new LoadedPlugin(plugin, copies, loader);
      var providers =
          new Providers(
              plugin.toString(), type -> type.getClassLoader() == loader, names.problemsOf(loaded));
      Providers.Use<ElevatorType> elevators =
          (type, source) -> loaded.add(PluginRegistry.describe(type, source));
      Providers.Use<DriverType> drivers =
          (type, source) -> loaded.add(PluginRegistry.describe(type, source));
      providers.forEach(ServiceLoader.load(ElevatorType.class, loader), elevators);
      providers.forEach(ServiceLoader.load(DriverType.class, loader), drivers);
      for (CopiedJar jar : jars) {
        providers.forEach(jar.provided(ElevatorType.class), loader, ElevatorType.class, elevators);
        providers.forEach(jar.provided(DriverType.class), loader, DriverType.class, drivers);
      }
      return loaded;
    } catch (Throwable e) {
      loader.close();
      throw e;
    }
  }

  /**
   * Returns whether a path has the name of a jar and is not a folder. It may be a device or a link
   * without target; the attempt to load it reports the reason.
   */
  private static boolean isJar(Path path) {
    return CopiedJar.isNameOfJar(path.getFileName().toString()) && !Files.isDirectory(path);
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.filter(PluginLoader::isJar).sorted().toList();
    } catch (UncheckedIOException e) {
      throw new IOException(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    copies.close();
  }
}
