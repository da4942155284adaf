package io.elevator.files;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import io.elevator.files.finder.DiskFinder;
import io.elevator.files.finder.DiskNames;
import io.elevator.files.finder.FoundDisk;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open disks of a class loader, by block layer and key. The monitor guards the maps and the
 * references; disks are opened and closed under it, so that two callers never open two queues for
 * one disk.
 */
final class DiskRegistry {
  /** Name of the system property with the path of the properties file. */
  static final String FILE_PROPERTY = "ioc.properties";

  /** Name of the system property by which copies of this library find each other. */
  static final String COPY_PROPERTY = "io.elevator.files.registry";

  private static final DiskRegistry OF_CLASS_LOADER = ofClassLoader();

  private final Consumer<String> notices;
  private final LayerUse own;
  private final IdentityHashMap<LayerUse, Map<String, OpenDisk>> disks = new IdentityHashMap<>();
  private final IdentityHashMap<BlockLayer, LayerUse> given = new IdentityHashMap<>();

  DiskRegistry(Consumer<String> notices) {
    this.notices = notices;
    this.own = LayerUse.built(() -> BlockLayers.builder().notices(notices).build());
  }

  static DiskRegistry get() {
    return OF_CLASS_LOADER;
  }

  private static DiskRegistry ofClassLoader() {
    System.Logger log = System.getLogger("io.elevator.files");
    Consumer<String> notices = text -> log.log(System.Logger.Level.WARNING, text);
    announce(System.getProperties(), String.valueOf(DiskRegistry.class.getClassLoader()), notices);
    return new DiskRegistry(notices);
  }

  /**
   * Leaves the name of a class loader in the system properties, and reports another one that is
   * there: two copies of this library have two queues for one disk.
   */
  static void announce(Properties properties, String loader, Consumer<String> notices) {
    Object other = properties.putIfAbsent(COPY_PROPERTY, loader);
    if (other != null) {
      notices.accept(
          "this library is loaded twice, by "
              + other
              + " and by "
              + loader
              + ": each copy has its own queues, so their I/O of one disk is not ordered together;"
              + " expected one copy in a class loader that both applications share");
    }
  }

  /**
   * Opens a reference to the disk of a folder.
   *
   * @param layer layer of the disk; null for that of the registry
   * @param builder settings of the builder, by name
   * @param properties properties file of the builder; null for that of the system property
   */
  synchronized Disk open(
      Path folder,
      @Nullable BlockLayer layer,
      Map<String, String> builder,
      @Nullable Path properties)
      throws IOException {
    Asked asked = asked(folder, builder, properties);
    FoundDisk found = asked.found();
    LayerUse use = layer == null ? own : given.computeIfAbsent(layer, LayerUse::of);
    Map<String, OpenDisk> ofLayer = disks.computeIfAbsent(use, missing -> new HashMap<>());
    OpenDisk disk = ofLayer.get(found.key());
    if (disk == null) {
      BlockLayer taken = use.take();
      try {
        DiskSettings settings = DiskSettings.of(asked.given(), found, taken);
        disk = OpenDisk.open(found, folder.toAbsolutePath(), settings, use, taken, notices);
      } catch (Throwable e) {
        forgetUnused(use, layer, ofLayer);
        use.release();
        throw e;
      }
      ofLayer.put(found.key(), disk);
    } else {
      disk.settings().requireAgrees(found.key(), asked.given());
    }
    disk.references++;
    return new Disk(this, disk, folder.toAbsolutePath());
  }

  /** Returns the settings of a disk, open or not. */
  synchronized List<DiskSetting> settings(
      Path folder,
      @Nullable BlockLayer layer,
      Map<String, String> builder,
      @Nullable Path properties)
      throws IOException {
    Asked asked = asked(folder, builder, properties);
    LayerUse use = layer == null ? own : given.getOrDefault(layer, LayerUse.of(layer));
    OpenDisk open = disks.getOrDefault(use, Map.of()).get(asked.found().key());
    if (open != null) {
      return open.settings().list();
    }
    BlockLayer taken = use.take();
    try {
      return DiskSettings.of(asked.given(), asked.found(), taken).list();
    } finally {
      use.release();
    }
  }

  /**
   * The disk of a folder and the settings that were given for it.
   *
   * @param given settings by name
   */
  private record Asked(FoundDisk found, Map<String, DiskSetting> given) {}

  private static Asked asked(Path folder, Map<String, String> builder, @Nullable Path properties)
      throws IOException {
    Path file = properties == null ? fileOfSystem() : properties;
    Properties content = file == null ? null : read(file);
    FoundDisk found = finder(file, content).find(folder);
    SettingLayers layers =
        new SettingLayers(
            builder, System.getProperties(), content, String.valueOf(file), nameOf(found));
    return new Asked(found, layers.given());
  }

  private void forgetUnused(
      LayerUse use, @Nullable BlockLayer layer, Map<String, OpenDisk> ofLayer) {
    if (ofLayer.isEmpty()) {
      Map<String, OpenDisk> ignored = disks.remove(use);
      if (layer != null) {
        LayerUse unused = given.remove(layer);
        assert unused == use;
      }
    }
  }

  /** Ends a reference; the last one closes the disk. */
  synchronized void release(OpenDisk disk) {
    disk.references--;
    if (disk.references > 0) {
      return;
    }
    LayerUse use = disk.layerUse();
    Map<String, OpenDisk> ofLayer = disks.getOrDefault(use, new HashMap<>());
    boolean ignored = ofLayer.remove(disk.found().key(), disk);
    forgetUnused(use, given.containsKey(disk.layer()) ? disk.layer() : null, ofLayer);
    disk.close();
  }

  /** Returns the number of open disks. */
  synchronized int size() {
    return disks.values().stream().mapToInt(Map::size).sum();
  }

  /** Returns the name by which properties mean a disk: its key without the prefix. */
  static String nameOf(FoundDisk found) {
    return found.key().substring(found.key().indexOf(':') + 1);
  }

  private static @Nullable Path fileOfSystem() {
    String name = System.getProperty(FILE_PROPERTY, "");
    return name.isBlank() ? null : Path.of(name);
  }

  private static Properties read(Path file) throws IOException {
    Properties content = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      content.load(in);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    return content;
  }

  /** Returns a finder with the names of the system property, or else of the properties file. */
  private static DiskFinder finder(@Nullable Path file, @Nullable Properties content)
      throws IOException {
    return file != null
            && content != null
            && content.containsKey(DiskNames.PROPERTY)
            && System.getProperty(DiskNames.PROPERTY) == null
        ? DiskFinder.of(DiskNames.read(file))
        : DiskFinder.system();
  }
}
