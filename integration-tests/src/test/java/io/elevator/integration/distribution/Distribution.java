package io.elevator.integration.distribution;

import io.elevator.plugins.PluginFolders;
import io.elevator.plugins.PluginTrust;
import java.nio.file.Path;

/** The distribution that this build made. */
public final class Distribution {

  private Distribution() {}

  /** Returns its folder, with {@code bin}, {@code lib} and {@code plugins}. */
  public static Path home() {
    String home = System.getProperty("ioc.distribution");
    if (home == null) {
      throw new IllegalStateException(
          "system property ioc.distribution: expected the folder of the distribution");
    }
    return Path.of(home).normalize();
  }

  /** Returns its plugin folder. */
  public static Path plugins() {
    return home().resolve("plugins");
  }

  /** Returns its plugin folder as a plugin source for a layer, with {@link #trust}. */
  public static PluginFolders pluginFolders() {
    return PluginFolders.of(plugins()).withTrust(trust());
  }

  /**
   * Returns the trust in its plugins, even if the sources are in a folder that other users can
   * write to.
   */
  public static PluginTrust trust() {
    return PluginTrust.DEFAULT.withFolder(plugins());
  }
}
