package io.elevator.cli;

import io.elevator.core.BlockLayers;
import io.elevator.core.DefectSink;
import io.elevator.workload.compare.ComparisonRun;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.session.LayerSource;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the block layers of a command that does I/O: drives, plugins and the seed. */
final class LayerArguments {
  @Mixin private DriveArguments drives = new DriveArguments();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything that is drawn (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  private final Consumer<BlockLayers.Builder> additions;

  /**
   * Creates the options with their defaults.
   *
   * @param additions further settings of the block layers, for tests and embedding applications
   */
  LayerArguments(Consumer<BlockLayers.Builder> additions) {
    this.additions = additions;
  }

  DriveArguments drives() {
    return drives;
  }

  PluginOptions plugins() {
    return plugins;
  }

  long seed() {
    return seed;
  }

  /**
   * Returns a source of block layers with these options.
   *
   * @param errors receiver of defects
   * @param notices receiver of the drivers' messages for users
   */
  LayerSource source(DefectSink errors, Consumer<String> notices) {
    return new LayerSource(plugins.all(), plugins.trust(), seed, errors, notices, additions);
  }

  /**
   * Returns runs of {@code workload} for a comparison on block layers with these options.
   *
   * @param listens whether single decisions of the elevators are recorded
   */
  ComparisonRun comparison(JobSet workload, ProgressDisplay display, boolean listens) {
    return new ComparisonRun(
        workload, plugins.all(), plugins.trust(), additions, Version.number(), display, listens);
  }
}
