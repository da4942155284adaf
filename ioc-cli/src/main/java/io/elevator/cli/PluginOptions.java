package io.elevator.cli;

import io.elevator.api.PluginProblem;
import io.elevator.cli.input.UserError;
import io.elevator.core.plugin.PluginDiscovery;
import io.elevator.core.plugin.PluginRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where elevators and drivers are looked for: the command's own modules, then folders. */
final class PluginOptions {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "A folder of plugins besides the distribution's own; may be given again.")
  private List<Path> folders = new ArrayList<>();

  /**
   * Finds what there is; a plugin that cannot be used is a line on {@code err}.
   *
   * @throws UserError if a folder cannot be read
   */
  PluginRegistry discover(PrintWriter err) {
    PluginRegistry registry = new PluginRegistry();
    PluginDiscovery discovery = new PluginDiscovery(registry);
    discovery.addApplicationModules();
    for (Path folder : all()) {
      try {
        discovery.addFolder(folder);
      } catch (IOException e) {
        throw new UserError("--plugins: " + e.getMessage(), e);
      }
    }
    for (PluginProblem problem : registry.problems()) {
      err.println("ioc: " + problem.source() + ": " + problem.reason());
    }
    return registry;
  }

  /** Returns the distribution's folder, if there is one, and then those given. */
  List<Path> all() {
    List<Path> all = new ArrayList<>(folders);
    Path own = distributionFolder();
    if (own != null) {
      all.addFirst(own);
    }
    return all;
  }

  /** Returns the folder {@code plugins} beside the {@code lib} that this command runs from. */
  private static @Nullable Path distributionFolder() {
    Module module = PluginOptions.class.getModule();
    ModuleLayer layer = module.getLayer();
    if (layer == null) {
      return null;
    }
    URI location =
        layer
            .configuration()
            .findModule(module.getName())
            .map(ResolvedModule::reference)
            .flatMap(reference -> reference.location())
            .orElse(null);
    if (location == null || !"file".equals(location.getScheme())) {
      return null;
    }
    Path lib = Path.of(location).getParent();
    Path plugins = lib == null ? null : lib.resolveSibling("plugins");
    return plugins != null && Files.isDirectory(plugins) ? plugins : null;
  }
}
