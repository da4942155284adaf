package io.elevator.workload.run;

import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.workload.files.FilePlan;
import io.elevator.workload.files.TargetFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The drives of a run with their queues: one for each file where the driver works on files, else
 * one for each driver with the files laid end to end. Not thread-safe; the queues are.
 */
public final class Drives implements AutoCloseable {
  /** Option of drivers that work on files, by which they are known. */
  private static final String FILENAME = "filename";

  private static final String DEPTH = "hw_queue_depth";
  private static final String SIZE = "size";
  private static final String DIRECT = "direct";
  private static final String READ_ONLY = "readonly";
  private static final String DATA = "data";
  private static final String FAULTS = "faults";
  private static final String ALLOW_MOUNTED_WRITE = "allow_mounted_write";

  /** Where files begin on a drive that has none: on any physical block that drives have. */
  private static final long ALIGNMENT = 1 << 16;

  /** Longest virtual time that closing a drive waits for I/O in flight. */
  private static final Duration VIRTUAL_LIMIT = Duration.ofMinutes(1);

  private final BlockLayer layer;
  private final DriveOptions options;
  private final List<RequestQueue> queues = new ArrayList<>();
  private final Map<TargetFile, DrivePlace> places = new LinkedHashMap<>();

  /** Whether {@link #close} closes the queues. */
  private final boolean ownsQueues;

  private ElevatorWishes wishes = ElevatorWishes.NONE;
  private boolean virtual;

  private Drives(BlockLayer layer, DriveOptions options, boolean ownsQueues) {
    this.layer = layer;
    this.options = options;
    this.ownsQueues = ownsQueues;
  }

  /**
   * Opens the drives that {@code plan} needs; its files exist.
   *
   * @throws UserError if driver, elevator, an option or a value is not known or does not fit
   * @throws RunFailure if a device can not be opened
   */
  public static Drives open(BlockLayer layer, FilePlan plan, DriveOptions options) {
    Drives drives = new Drives(layer, options, true);
    try {
      drives.openAll(plan);
      return drives;
    } catch (RuntimeException | Error e) {
      drives.close();
      throw e;
    }
  }

  /**
   * Lays the files of {@code plan} end to end on a queue that is open already and that {@link
   * #close} leaves open.
   *
   * @throws RunFailure if the queue is too small
   */
  public static Drives on(BlockLayer layer, RequestQueue queue, FilePlan plan) {
    Drives drives = new Drives(layer, DriveOptions.DEFAULTS, false);
    drives.queues.add(queue);
    drives.placeAll(queue, plan.files());
    return drives;
  }

  /** Whether drives of {@code driver} are files. */
  public static boolean worksOnFiles(DriverInfo driver) {
    return has(driver, FILENAME);
  }

  private static boolean has(DriverInfo driver, String option) {
    return driver.options().stream().anyMatch(spec -> spec.name().equals(option));
  }

  /**
   * Tries out the elevator and its attributes on an empty drive, so that a misspelt word is known
   * before a large file is made. Needs a driver that works on no files; without one nothing is
   * tried.
   */
  public static void rehearse(BlockLayer layer, DriveOptions options) {
    for (DriverInfo driver : layer.drivers()) {
      if (!worksOnFiles(driver) && !driver.virtualTime()) {
        QueueConfig config =
            QueueConfig.onDriver(driver.name()).withNrRequests(options.nrRequests());
        new Drives(layer, options, true).open(withElevator(config, options)).close();
        return;
      }
    }
  }

  private void openAll(FilePlan plan) {
    wishes = ElevatorWishes.of(plan, options);
    Map<String, List<TargetFile>> byDriver = new LinkedHashMap<>();
    for (TargetFile file : plan.files()) {
      byDriver.computeIfAbsent(file.driver(), name -> new ArrayList<>()).add(file);
    }
    byDriver.forEach((name, files) -> {
      DriverInfo driver = driver(layer, name);
      virtual |= driver.virtualTime();
      if (worksOnFiles(driver)) {
        files.forEach(file -> openFile(driver, file));
      } else {
        openDrive(driver, files, dropsWrittenData(driver, plan));
      }
    });
  }

  /** The driver with a name. */
  public static DriverInfo driver(BlockLayer layer, String name) {
    try {
      return layer.driver(name);
    } catch (NoSuchElementException e) {
      List<String> names = layer.drivers().stream().map(DriverInfo::name).toList();
      throw new UserError(
          "no such driver: '"
              + name
              + "'; "
              + (names.isEmpty()
                  ? "none was found"
                  : "expected one of " + String.join(", ", names)),
          e);
    }
  }

  private void openFile(DriverInfo driver, TargetFile file) {
    QueueConfig config =
        config(driver, List.of(file))
            .withName(file.path().toString())
            .withDriverOption(FILENAME, file.path().toString());
    if (has(driver, DIRECT)) {
      config = config.withDriverOption(DIRECT, file.direct() ? "1" : "0");
    }
    if (has(driver, READ_ONLY) && !file.written()) {
      config = config.withDriverOption(READ_ONLY, "1");
    }
    if (has(driver, ALLOW_MOUNTED_WRITE) && file.allowsMountedWrite()) {
      config = config.withDriverOption(ALLOW_MOUNTED_WRITE, "1");
    }
    RequestQueue queue = open(withDriverOptions(config));
    queues.add(queue);
    place(queue, file, 0);
  }

  /**
   * Whether a drive may drop what is written: it is simulated, no job verifies anything, and no
   * fault needs the data. A simulated drive keeps data on the heap, which a long write would fill.
   */
  private boolean dropsWrittenData(DriverInfo driver, FilePlan plan) {
    return mayDropData(driver, options)
        && plan.jobs().stream().noneMatch(job -> job.job().spec().verify().enabled());
  }

  /** Whether a drive can be told to drop what is written, and no option of the user needs it. */
  public static boolean mayDropData(DriverInfo driver, DriveOptions options) {
    return driver.virtualTime()
        && has(driver, DATA)
        && !options.driverOptions().containsKey(FAULTS);
  }

  /** Tells a simulated drive to drop what is written. */
  public static QueueConfig droppingData(QueueConfig config) {
    return config.withDriverOption(DATA, "0");
  }

  private void openDrive(DriverInfo driver, List<TargetFile> files, boolean dropsData) {
    long bytes = 0;
    for (TargetFile file : files) {
      bytes += aligned(file.bytes());
    }
    QueueConfig config = config(driver, files).withName(driver.name());
    // A simulated disk has the size that its figures belong to: seeks on a tiny one would be short.
    if (has(driver, SIZE) && !driver.virtualTime()) {
      config = config.withDriverOption(SIZE, Long.toString(bytes));
    }
    if (dropsData) {
      config = droppingData(config);
    }
    RequestQueue queue = open(withDriverOptions(config));
    queues.add(queue);
    placeAll(queue, files);
  }

  private void placeAll(RequestQueue queue, List<TargetFile> files) {
    long first = 0;
    for (TargetFile file : files) {
      place(queue, file, first >>> 9);
      first += aligned(file.bytes());
    }
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void place(RequestQueue queue, TargetFile file, long firstSector) {
    long end = firstSector + ((file.bytes() + 511) >>> 9);
    if (end > queue.capacitySectors()) {
      throw new RunFailure(
          queue.name()
              + ": holds "
              + (queue.capacitySectors() << 9)
              + " bytes, the jobs' files need "
              + (end << 9));
    }
    places.put(file, new DrivePlace(queue, firstSector));
  }

  private QueueConfig config(DriverInfo driver, List<TargetFile> files) {
    QueueConfig config = QueueConfig.onDriver(driver.name()).withNrRequests(options.nrRequests());
    if (options.depth() > 0) {
      if (!has(driver, DEPTH)) {
        throw new UserError(
            "--queue-depth: the driver '" + driver.name() + "' has no depth that could be set");
      }
      config = config.withDriverOption(DEPTH, Integer.toString(options.depth()));
    }
    return withElevator(config, wishes.on(files, options));
  }

  private static QueueConfig withElevator(QueueConfig config, DriveOptions options) {
    QueueConfig changed = config.withElevator(options.elevator());
    for (Map.Entry<String, String> attribute : options.attributes().entrySet()) {
      changed = changed.withElevatorAttribute(attribute.getKey(), attribute.getValue());
    }
    return changed;
  }

  /** Last, so that what the user says wins over what the jobs imply. */
  private QueueConfig withDriverOptions(QueueConfig config) {
    QueueConfig changed = config;
    for (Map.Entry<String, String> option : options.driverOptions().entrySet()) {
      changed = changed.withDriverOption(option.getKey(), option.getValue());
    }
    return changed;
  }

  private RequestQueue open(QueueConfig config) {
    try {
      return layer.open(config);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new RunFailure(reason(e, config), e);
    } catch (IllegalStateException e) {
      throw new RunFailure(
          config.name() + ": can not be opened: " + String.valueOf(e.getMessage()), e);
    }
  }

  private static String reason(UncheckedIOException e, QueueConfig config) {
    return e.getCause() instanceof FileSystemException cause && cause.getReason() != null
        ? cause.getFile() + ": " + cause.getReason()
        : config.name() + ": " + e.getMessage();
  }

  /** Where a file of the plan begins. */
  DrivePlace placeOf(TargetFile file) {
    DrivePlace place = places.get(file);
    if (place == null) {
      throw new IllegalArgumentException(file + " is not of this plan");
    }
    return place;
  }

  /** The names of the elevators in use, separated by commas. */
  public String elevators() {
    return String.join(",", elevatorNames());
  }

  /** The names of the elevators in use. */
  public Set<String> elevatorNames() {
    Set<String> names = new LinkedHashSet<>();
    queues.forEach(queue -> names.add(queue.admin().elevator()));
    return names;
  }

  /** Has {@code listener} hear all queues. */
  public void listen(QueueListener listener) {
    queues.forEach(queue -> queue.metrics().addListener(listener));
  }

  /** The figures of all queues now. */
  public List<StatisticsNode> statistics() {
    return queues.stream().map(each -> each.metrics().statistics()).toList();
  }

  /** Waits for all I/O and closes the drives, except one that was open before the run. */
  @Override
  public void close() {
    if (ownsQueues) {
      queues.forEach(queue -> close(queue, virtual));
    }
  }

  /**
   * Closes a queue when its I/O has ended. In virtual time, where no memory is in danger, a drive
   * that does not end its I/O is waited for only so long: its retries would move the clock for
   * ever.
   *
   * @param virtual whether the queue lives in virtual time
   */
  public static void close(RequestQueue queue, boolean virtual) {
    if (virtual) {
      queue.admin().close(VIRTUAL_LIMIT);
    } else {
      queue.close();
    }
  }
}
