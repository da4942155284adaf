package io.elevator.workload.session;

import io.elevator.api.BlockLayer;
import io.elevator.api.PluginProblem;
import io.elevator.core.BlockLayers;
import io.elevator.core.DefectSink;
import io.elevator.core.time.TimeBase;
import io.elevator.plugins.PluginFolders;
import io.elevator.plugins.PluginTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Creates block layers with the plugins of the plugin folders. */
public final class LayerSource {
  /**
   * Number of stripes under virtual time. It is constant, because nothing may depend on the machine
   * there, not even on its number of processors.
   */
  private static final int VIRTUAL_STRIPES = 4;

  private final List<Path> pluginFolders;
  private final PluginTrust trust;
  private final long seed;
  private final DefectSink errors;
  private final Consumer<String> notices;
  private final Consumer<BlockLayers.Builder> additions;

  /**
   * Creates a source of block layers.
   *
   * @param pluginFolders folders with jars of plugins
   * @param trust trusted plugin folders and jars
   * @param seed seed of everything that is drawn
   * @param errors receiver of defects
   * @param notices receiver of the drivers' messages for users
   * @param additions further settings of a test or an embedding application
   */
  public LayerSource(
      List<Path> pluginFolders,
      PluginTrust trust,
      long seed,
      DefectSink errors,
      Consumer<String> notices,
      Consumer<BlockLayers.Builder> additions) {
    this.pluginFolders = List.copyOf(pluginFolders);
    this.trust = trust;
    this.seed = seed;
    this.errors = errors;
    this.notices = notices;
    this.additions = additions;
  }

  /** Opens a layer that runs in {@code time}. The caller closes {@code time} after the layer. */
  public BlockLayer open(TimeBase time) {
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .time(time)
            .plugins(new PluginFolders(pluginFolders, trust, false))
            .seed(seed)
            .errors(errors)
            .notices(notices)
            // Jobs may use any priority: a priority orders requests in this process only and
            // affects no other process.
            .credentials(BlockLayers.privilegedCredentials());
    if (time.isVirtual()) {
      builder.stripes(VIRTUAL_STRIPES);
    }
    additions.accept(builder);
    return builder.build();
  }

  /** Returns a line of text about a plugin that could not be used. */
  public static String line(PluginProblem problem) {
    return problem.source() + ": " + problem.reason();
  }
}
