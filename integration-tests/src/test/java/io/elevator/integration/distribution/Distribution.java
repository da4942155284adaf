package io.elevator.integration.distribution;

import io.elevator.plugins.PluginFolders;
import io.elevator.plugins.PluginTrust;
import java.nio.file.Path;

/** The distribution that this build has produced. */
public final class Distribution {

  private Distribution() {}

  /** Returns the folder of the distribution, with {@code bin}, {@code lib} and {@code plugins}. */
  public static Path home() {
    String home = System.getProperty("ioc.distribution");
    if (home == null) {
      throw new IllegalStateException(
          "system property ioc.distribution: expected the folder of the distribution");
    }
    return Path.of(home).normalize();
  }

  /** Returns the plugin folder of the distribution. */
  public static Path plugins() {
    return home().resolve("plugins");
  }

  /**
   * Returns the distribution's plugin folder as a plugin source for a layer, with {@link #trust}.
   */
  public static PluginFolders pluginFolders() {
    return PluginFolders.of(plugins()).withTrust(trust());
  }

  /**
   * Returns the trust for the distribution's plugins. It accepts them even if they are in a folder
   * that other users can write to.
   */
  public static PluginTrust trust() {
    return PluginTrust.DEFAULT.withFolder(plugins());
  }
}
