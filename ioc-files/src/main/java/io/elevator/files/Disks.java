package io.elevator.files;

import io.elevator.api.BlockLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The disks under paths. All callers of one class loader that open paths of one disk share its
 * queue, so that their I/O is ordered together:
 *
 * {@snippet :
 * try (Disk disk = Disks.open(Path.of("/data/db"));
 *     DiskTask query = disk.task("query").bestEffort(0).build();
 *     DiskFile run = disk.open("run-3")) {
 *   run.read(query, offset, segment);
 * }
 * }
 *
 * Thread-safe.
 */
public final class Disks {
  private Disks() {}

  /**
   * Opens the disk under a folder, with the settings of the system properties and of the properties
   * file.
   *
   * @param folder folder of the files that the caller names; need not exist yet
   * @throws IOException if the disk cannot be opened
   */
  public static Disk open(Path folder) throws IOException {
    return builder().open(folder);
  }

  /** Returns a builder without settings. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of disks to open. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable BlockLayer layer;
    private @Nullable Path properties;

    private Builder() {}

    /** Sets the driver; the empty string for plain calls of the file system, without a queue. */
    public Builder driver(String name) {
      return setting("driver", name);
    }

    /** Sets an option of the driver. */
    public Builder driverOption(String name, String value) {
      return setting("driver." + name, value);
    }

    /** Sets the elevator; {@code none} for no elevator. */
    public Builder elevator(String name) {
      return setting("elevator", name);
    }

    /** Sets a tunable of the elevator. */
    public Builder elevatorAttribute(String name, String value) {
      return setting("elevator." + name, value);
    }

    /**
     * Sets a setting by its name, as in the properties after {@code ioc.disk.}.
     *
     * @throws IllegalArgumentException if there is no setting of that name
     */
    public Builder setting(String name, String value) {
      if (!SettingLayers.isSetting(name)) {
        throw new IllegalArgumentException(
            "no setting of disks has the name '"
                + name
                + "'; expected one of "
                + SettingLayers.NAMES
                + ", driver.OPTION or elevator.TUNABLE");
      }
      settings.put(name, value);
      return this;
    }

    /** Sets the properties file, in place of that of the system property {@code ioc.properties}. */
    public Builder properties(Path file) {
      properties = file;
      return this;
    }

    /**
     * Sets the block layer of the queues. Only users of the same layer share a queue then. The
     * caller closes the layer after the disks.
     */
    public Builder layer(BlockLayer value) {
      layer = value;
      return this;
    }

    /**
     * Returns the settings that {@link #open} would use for the disk under a folder, each with its
     * origin. Opens no queue. If the disk is open, the settings in effect.
     *
     * @param folder folder of the files that the caller names; need not exist
     * @throws IOException if the properties file cannot be read
     */
    public List<DiskSetting> settings(Path folder) throws IOException {
      return DiskRegistry.get().settings(folder, layer, settings, properties);
    }

    /**
     * Opens the disk under a folder. If it is open, settings that were given here must agree with
     * those in effect.
     *
     * @param folder folder of the files that the caller names; need not exist yet
     * @throws IOException if the disk cannot be opened
     * @throws IllegalStateException if the disk is open with another value of a setting; the
     *     message names both origins
     * @throws IllegalArgumentException if a setting has a wrong value
     */
    public Disk open(Path folder) throws IOException {
      return DiskRegistry.get().open(folder, layer, settings, properties);
    }
  }
}
