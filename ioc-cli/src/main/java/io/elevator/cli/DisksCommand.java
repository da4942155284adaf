package io.elevator.cli;

import io.elevator.api.BlockLayer;
import io.elevator.core.time.VirtualTime;
import io.elevator.files.DiskSetting;
import io.elevator.files.Disks;
import io.elevator.files.finder.DiskFinder;
import io.elevator.files.finder.DiskNames;
import io.elevator.report.page.Page;
import io.elevator.report.text.PlainText;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.session.LayerSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ioc disks}: shows which disk is under each path, and how it was found. */
@Command(
    name = "disks",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Show which disk is under a path, how it was found, its attributes, the settings with",
      "which an application opens it, and warnings.",
      "Paths with the same key share one queue. A path need not exist yet."
    })
final class DisksCommand implements Callable<Integer> {
  private static final String PROPERTIES = "--properties";

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @Option(
      names = PROPERTIES,
      paramLabel = "FILE",
      description =
          "A properties file whose line ioc.disks=FOLDER=NAME[,FOLDER=NAME]... names disks, instead"
              + " of the system property ioc.disks.")
  private @Nullable Path properties;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = OutputFormat.Converter.class,
      description = "normal or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.NORMAL;

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "A file or folder.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() {
    if (format.terse() || format.bins()) {
      throw new UserError("--output-format: 'ioc disks' has the formats normal and json only");
    }
    DiskFinder finder = finder();
    DiskReport report = report(finder);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        format.json() ? PlainText.json(Page.json(report.tree())) : PlainText.lines(report.text()));
    // A print writer reports errors only when it is asked.
    if (out.checkError()) {
      throw new RunFailure("standard output: the report could not be written");
    }
    return ExitStatus.OK;
  }

  private DiskReport report(DiskFinder finder) {
    PrintWriter err = spec.commandLine().getErr();
    LayerSource source =
        new LayerSource(
            plugins.all(),
            plugins.trust(),
            0,
            (where, defect) -> err.println("ioc: " + where + ": " + defect),
            notice -> err.println("ioc: " + notice),
            builder -> {});
    DiskReport report = new DiskReport();
    // The command does no I/O. In virtual time the layer needs no threads.
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = source.open(time)) {
      for (Path path : paths) {
        report.add(path, finder.find(path), settings(layer, path));
      }
    }
    return report;
  }

  private List<DiskSetting> settings(BlockLayer layer, Path path) {
    Disks.Builder builder = Disks.builder().layer(layer);
    try {
      return (properties == null ? builder : builder.properties(properties)).settings(path);
    } catch (IOException e) {
      throw new UserError(PROPERTIES + ": " + properties + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private DiskFinder finder() {
    try {
      return properties == null ? DiskFinder.system() : DiskFinder.of(DiskNames.read(properties));
    } catch (NoSuchFileException e) {
      throw new UserError(PROPERTIES + ": " + properties + ": no such file", e);
    } catch (IOException e) {
      throw new UserError(PROPERTIES + ": " + properties + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }
}
