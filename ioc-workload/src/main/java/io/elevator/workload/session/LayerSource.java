package io.elevator.workload.session;

import io.elevator.api.BlockLayer;
import io.elevator.api.PluginProblem;
import io.elevator.core.BlockLayers;
import io.elevator.core.DefectSink;
import io.elevator.core.time.TimeBase;
import io.elevator.plugins.PluginFolders;
import io.elevator.plugins.PluginTrust;
import io.elevator.workload.input.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Makes block layers with the plugins that the command line names. */
public final class LayerSource {
  /**
   * Under virtual time nothing may depend on the machine, the number of its processors included.
   */
  private static final int VIRTUAL_STRIPES = 4;

  private final List<Path> pluginFolders;
  private final PluginTrust trust;
  private final long seed;
  private final DefectSink errors;
  private final Consumer<String> notices;
  private final Consumer<BlockLayers.Builder> additions;

  /**
   * A source.
   *
   * @param trust which plugin folders and jars are trusted
   * @param errors where defects go
   * @param notices where drivers say what users should know
   * @param additions what a test or an embedder adds
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

  /** A layer that lives in {@code time}, which the caller closes after it. */
  public BlockLayer open(TimeBase time) {
    BlockLayers.Builder builder =
        BlockLayers.builder()
            .time(time)
            .plugins(new PluginFolders(pluginFolders, trust, false))
            .seed(seed)
            .errors(errors)
            .notices(notices)
            // Jobs may ask for any priority: it orders requests in this process and harms nobody
            // else's.
            .credentials(BlockLayers.privilegedCredentials());
    if (time.isVirtual()) {
      builder.stripes(VIRTUAL_STRIPES);
    }
    for (Path folder : pluginFolders) {
      if (!Files.isDirectory(folder)) {
        throw new UserError(
            "--plugins: "
                + folder
                + (Files.exists(folder) ? ": not a folder" : ": no such folder"));
      }
    }
    additions.accept(builder);
    return builder.build();
  }

  /** A line about a plugin that could not be used. */
  public static String line(PluginProblem problem) {
    return problem.source() + ": " + problem.reason();
  }
}
