package io.elevator.plugins;

import io.elevator.api.PluginProblem;
import io.elevator.core.registry.LayerPlugins;
import io.elevator.core.registry.PluginHost;
import io.elevator.core.registry.PluginSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The plugin folders of a block layer. Immutable; the {@code with…} methods return changed copies.
 *
 * {@snippet :
 * BlockLayer layer =
 *     BlockLayers.builder().plugins(PluginFolders.of(Path.of("plugins")).withWatch(true)).build();
 * }
 *
 * @param folders folders that are searched, in order of precedence
 * @param trust rule that decides which folders and jars may be loaded
 * @param watch whether the folders are watched from the start, as by {@link
 *     io.elevator.api.Plugins#watch}; then building the layer throws {@link
 *     java.io.UncheckedIOException} if a folder cannot be watched
 */
public record PluginFolders(List<Path> folders, PluginTrust trust, boolean watch)
    implements PluginSource {
  /** Creates an object with a copy of the folders. */
  public PluginFolders {
    folders = List.copyOf(folders);
  }

  /**
   * Returns folders that are not watched, and that are trusted if only this user and root can
   * change them.
   *
   * @param folders folders in order of precedence; none if plugins are only added one by one
   */
  public static PluginFolders of(Path... folders) {
    return new PluginFolders(List.of(folders), PluginTrust.DEFAULT, false);
  }

  /** Returns a copy with one more folder, searched last. */
  public PluginFolders withFolder(Path folder) {
    List<Path> more = new ArrayList<>(folders);
    more.add(folder);
    return new PluginFolders(more, trust, watch);
  }

  /** Returns a copy with another rule for trust. */
  public PluginFolders withTrust(PluginTrust value) {
    return new PluginFolders(folders, value, watch);
  }

  /** Returns a copy with watching switched on or off. */
  public PluginFolders withWatch(boolean value) {
    return new PluginFolders(folders, trust, value);
  }

  /** Loads the plugins of the folders. A folder that cannot be read becomes a plugin problem. */
  @Override
  public LayerPlugins attach(PluginHost host) {
    PluginDiscovery discovery = new PluginDiscovery(host.registry(), trust);
    for (Path folder : folders) {
      try {
        discovery.addFolder(folder);
      } catch (IOException e) {
        host.registry()
            .report(new PluginProblem(folder.toString(), String.valueOf(e.getMessage())));
      }
    }
    return new RunningPlugins(host, discovery, watch);
  }
}
