package io.elevator.files;

import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.files.buffers.BufferPool;
import io.elevator.files.finder.FoundDisk;
import io.elevator.files.route.QueueRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk of the registry: what its references share, and their number, which the registry's monitor
 * guards.
 */
final class OpenDisk {
  private static final int SMALLEST_BOUNCE = 1 << 18;

  private final FoundDisk found;
  private final DiskSettings settings;
  private final LayerUse layerUse;
  private final BlockLayer layer;
  private final Task ownTask;
  private final DiskRoutes routes;
  private final SharedDisk shared;
  private final CoverageCounter coverage;
  int references;

  private OpenDisk(
      FoundDisk found,
      DiskSettings settings,
      LayerUse layerUse,
      BlockLayer layer,
      Task ownTask,
      DiskRoutes routes,
      SharedDisk shared,
      CoverageCounter coverage) {
    this.found = found;
    this.settings = settings;
    this.layerUse = layerUse;
    this.layer = layer;
    this.ownTask = ownTask;
    this.routes = routes;
    this.shared = shared;
    this.coverage = coverage;
  }

  /**
   * Opens a disk.
   *
   * @param folder folder by which the disk was found
   * @param layer layer that the caller took from {@code layerUse}; released if this method throws
   */
  static OpenDisk open(
      FoundDisk found,
      Path folder,
      DiskSettings settings,
      LayerUse layerUse,
      BlockLayer layer,
      Consumer<String> notices)
      throws IOException {
    Task ownTask = layer.tasks().newTask(TaskSpec.named("disk " + found.key()));
    BufferPool buffers = new BufferPool(settings.bytes("buffers"), BufferPool.SMALLEST);
    BufferPool bounces = new BufferPool(settings.bytes("bounces"), SMALLEST_BOUNCE);
    List<QueueConfig> configs = configs(found, folder, settings, layer);
    DiskRoutes routes =
        new DiskRoutes(
            found.key(),
            layer,
            configs,
            mayBePlain(settings, configs),
            ownTask,
            buffers,
            bounces,
            notices);
    try {
      SharedDisk shared =
          new SharedDisk(
              found.key(),
              BlockLayers.timeOf(layer),
              routes,
              buffers,
              bounces,
              settings.text("foreign-memory").equals("unsafe"),
              notices);
      return new OpenDisk(
          found,
          settings,
          layerUse,
          layer,
          ownTask,
          routes,
          shared,
          CoverageCounter.ofThisMachine(found.leaves()));
    } catch (Throwable e) {
      routes.close();
      buffers.close();
      bounces.close();
      ownTask.exit();
      throw e;
    }
  }

  /** Returns whether plain calls reach the files of the queue: its driver has the file system's. */
  private static boolean mayBePlain(DiskSettings settings, List<QueueConfig> configs) {
    return settings.isDefault("driver")
        || configs.stream().anyMatch(config -> config.driverOptions().containsKey("folder"));
  }

  /** Returns the configurations to try: by default uring, then file. */
  private static List<QueueConfig> configs(
      FoundDisk found, Path folder, DiskSettings settings, BlockLayer layer) {
    if (settings.text("driver").isEmpty()) {
      return List.of();
    }
    String name = found.key();
    QueueConfig first = withFolder(settings.queue(name), folder, layer);
    List<QueueConfig> configs = new ArrayList<>();
    configs.add(first);
    if (settings.isDefault("driver") && first.driver().equals("uring")) {
      configs.add(
          new QueueConfig(
              first.name(),
              "file",
              first.driverOptions(),
              first.elevator(),
              first.elevatorAttributes(),
              first.nrRequests(),
              first.stripes(),
              first.maxParked()));
    }
    return configs;
  }

  /** Adds the folder for a driver that serves files of the file system. */
  private static QueueConfig withFolder(QueueConfig config, Path folder, BlockLayer layer) {
    boolean takesFolder =
        layer.driver(config.driver()).options().stream()
            .anyMatch(option -> option.name().equals("folder"));
    return takesFolder
            && !config.driverOptions().containsKey("folder")
            && !config.driverOptions().containsKey("filename")
        ? config.withDriverOption("folder", folder.toString())
        : config;
  }

  FoundDisk found() {
    return found;
  }

  DiskSettings settings() {
    return settings;
  }

  LayerUse layerUse() {
    return layerUse;
  }

  BlockLayer layer() {
    return layer;
  }

  SharedDisk shared() {
    return shared;
  }

  CoverageCounter coverage() {
    return coverage;
  }

  /** Returns the queue of the latest route, or null if I/O passes none. */
  @Nullable RequestQueue queue() {
    return shared.latest().route() instanceof QueueRoute route ? route.queue() : null;
  }

  /** Closes the queues and frees the memory; no file is open. */
  void close() {
    try {
      routes.close();
      shared.closeMemory();
      ownTask.exit();
    } finally {
      layerUse.release();
    }
  }
}
