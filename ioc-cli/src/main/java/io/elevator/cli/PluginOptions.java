package io.elevator.cli;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.plugins.PluginDiscovery;
import io.elevator.plugins.PluginTrust;
import io.elevator.report.text.PlainText;
import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Command-line options for the search for elevators and drivers. The search covers the command's
 * own modules first and then folders.
 */
final class PluginOptions {
  private static final String PLUGINS = "--plugins";

  @Option(
      names = PLUGINS,
      paramLabel = "DIR",
      description = "A folder of plugins besides the distribution's own; may be given again.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--trust-plugins",
      description = "Load plugins even from folders that other users can change.")
  private boolean trustAny;

  @Option(
      names = "--plugin-digest",
      paramLabel = "SHA256",
      description = "Load only plugin jars with this digest; may be given again.")
  private List<String> digests = new ArrayList<>();

  /**
   * Registers all elevators and drivers that can be found; the caller closes the result. Reports
   * each plugin that cannot be used in a line on {@code err}.
   *
   * @throws UserError if a folder cannot be read
   */
  PluginDiscovery discover(PluginRegistry registry, PrintWriter err) {
    PluginDiscovery discovery = new PluginDiscovery(registry, trust());
    discovery.addApplicationModules();
    for (Path folder : all()) {
      try {
        discovery.addFolder(folder);
      } catch (IOException e) {
        throw new UserError(PLUGINS + ": " + e.getMessage(), e);
      }
    }
    for (PluginProblem problem : registry.problems()) {
      err.println("ioc: " + PlainText.of(problem.source() + ": " + problem.reason()));
    }
    return discovery;
  }

  /** Returns the rule that says which plugin folders and jars are trusted. */
  PluginTrust trust() {
    PluginTrust trust = PluginTrust.DEFAULT;
    if (trustAny) {
      trust = trust.withAnyFolder();
    }
    Path own = distributionFolder();
    if (own != null) {
      // The folder is trusted, because a user who can change it can change this command, too.
      trust = trust.withFolder(own);
    }
    if (digests.isEmpty()) {
      return trust;
    }
    try {
      return trust.withDigests(Set.copyOf(digests));
    } catch (IllegalArgumentException e) {
      throw new UserError("--plugin-digest: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the folders to search: the plugin folder of the distribution, if it exists, and then
   * the folders that the user has given.
   *
   * @throws UserError if a given folder does not exist or is not a folder
   */
  List<Path> all() {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new UserError(
            PLUGINS
                + ": "
                + folder
                + (Files.exists(folder) ? ": not a folder" : ": no such folder"));
      }
    }
    List<Path> all = new ArrayList<>(folders);
    Path own = distributionFolder();
    if (own != null) {
      all.addFirst(own);
    }
    return all;
  }

  /**
   * Returns the folder {@code plugins} next to the folder {@code lib} that this command runs from,
   * null if there is none.
   */
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
