package io.elevator.integration.distribution;

import io.elevator.plugins.PluginFolders;
import io.elevator.plugins.PluginTrust;
import java.nio.file.Path;

/** The distribution that this build has made. */
public final class Distribution {

  private Distribution() {}

  /** Its folder, with {@code bin}, {@code lib} and {@code plugins}. */
  public static Path home() {
    String home = System.getProperty("ioc.distribution");
    if (home == null) {
      throw new IllegalStateException(
          "system property ioc.distribution: expected the folder of the distribution");
    }
    return Path.of(home).normalize();
  }

  /** Its folder of plugins. */
  public static Path plugins() {
    return home().resolve("plugins");
  }

  /** Its folder of plugins as a source for a layer, with {@link #trust}. */
  public static PluginFolders pluginFolders() {
    return PluginFolders.of(plugins()).withTrust(trust());
  }

  /**
   * Trust in its plugins, also where the sources were cloned to a folder that others can write to.
   */
  public static PluginTrust trust() {
    return PluginTrust.DEFAULT.withFolder(plugins());
  }
}
