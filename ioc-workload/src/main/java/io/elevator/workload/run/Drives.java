package io.elevator.workload.run;

import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.workload.files.FilePlan;
import io.elevator.workload.files.JobFiles;
import io.elevator.workload.files.TargetFile;
import io.elevator.workload.input.ParameterError;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.GivenOptions;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Drives of a run with their queues: one drive for each file if the driver works on files,
 * otherwise one drive for each driver, with the files laid end to end. Not thread-safe, although
 * its queues are.
 */
public final class Drives implements AutoCloseable {
  /** Driver option that names a file. Only drivers that work on files have it. */
  private static final String FILENAME = "filename";

  private static final String DEPTH = "hw_queue_depth";
  private static final String SIZE = "size";
  private static final String DIRECT = "direct";
  private static final String READ_ONLY = "readonly";
  private static final String DATA = "data";
  private static final String FAULTS = "faults";
  private static final String ALLOW_MOUNTED_WRITE = "allow_mounted_write";

  /** Job options that decide how much capacity the jobs of a drive need. */
  private static final String[] SIZE_OPTIONS = {"size", "filesize", "offset", "offset_increment"};

  /** Job options that choose the elevator of a drive and its attributes. */
  private static final String[] ELEVATOR_OPTIONS = {"elevator", "elevator_attr"};

  /** Greatest capacity of a drive in bytes; drivers accept no larger one. */
  private static final long MAX_BYTES = (1L << 62) - 1;

  /**
   * Alignment of the files on a drive that holds several files, in bytes; a multiple of every usual
   * physical block size.
   */
  private static final long ALIGNMENT = 1 << 16;

  /** Longest virtual time for which closing a drive waits for I/O in flight. */
  private static final Duration VIRTUAL_LIMIT = Duration.ofMinutes(1);

  private final BlockLayer layer;
  private final DriveOptions options;
  private final List<RequestQueue> queues = new ArrayList<>();
  private final Map<TargetFile, DrivePosition> positions = new LinkedHashMap<>();

  /** Whether {@link #close} closes the queues. */
  private final boolean ownsQueues;

  private ElevatorWishes wishes = ElevatorWishes.NONE;
  private boolean virtual;

  /** Plan whose files the drives hold; null for a rehearsal, which opens a drive without files. */
  private @Nullable FilePlan plan;

  private Drives(BlockLayer layer, DriveOptions options, boolean ownsQueues) {
    this.layer = layer;
    this.options = options;
    this.ownsQueues = ownsQueues;
  }

  /**
   * Opens the drives that {@code plan} needs. The files of the plan must exist.
   *
   * @throws UserError if a driver, elevator, option or value is unknown or invalid
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
   * Lays the files of {@code plan} end to end on a queue that is already open. {@link #close} does
   * not close that queue.
   *
   * @throws RunFailure if the queue is too small
   */
  public static Drives on(BlockLayer layer, RequestQueue queue, FilePlan plan) {
    Drives drives = new Drives(layer, DriveOptions.DEFAULTS, false);
    drives.queues.add(queue);
    drives.plan = plan;
    drives.placeAll(queue, plan.files());
    return drives;
  }

  /** Returns whether the drives of a driver are files. */
  public static boolean worksOnFiles(DriverInfo driver) {
    return has(driver, FILENAME);
  }

  private static boolean has(DriverInfo driver, String option) {
    return driver.options().stream().anyMatch(spec -> spec.name().equals(option));
  }

  /**
   * Opens an empty drive with the elevator and its attributes and closes it again, so that a
   * misspelt name is reported before a large file is created. Uses a driver that works on no files;
   * does nothing if there is no such driver.
   */
  public static void rehearse(BlockLayer layer, DriveOptions options) {
    for (DriverInfo driver : layer.drivers()) {
      if (!worksOnFiles(driver) && !driver.virtualTime()) {
        QueueConfig config =
            QueueConfig.onDriver(driver.name()).withNrRequests(options.nrRequests());
        new Drives(layer, options, true).open(withElevator(config, options), List.of()).close();
        return;
      }
    }
  }

  private void openAll(FilePlan files) {
    plan = files;
    wishes = ElevatorWishes.of(files, options);
    Map<String, List<TargetFile>> byDriver = new LinkedHashMap<>();
    for (TargetFile file : files.files()) {
      byDriver.computeIfAbsent(file.driver(), name -> new ArrayList<>()).add(file);
    }
    byDriver.forEach((name, its) -> {
      DriverInfo driver = driver(layer, name);
      virtual |= driver.virtualTime();
      if (worksOnFiles(driver)) {
        its.forEach(file -> openFile(driver, file));
      } else {
        openDrive(driver, its, dropsWrittenData(driver, files));
      }
    });
  }

  /**
   * Returns the driver named {@code name}.
   *
   * @throws UserError if there is no such driver
   */
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
    RequestQueue queue = open(withDriverOptions(config), List.of(file));
    queues.add(queue);
    position(queue, file, 0);
  }

  /**
   * Returns whether a drive may drop written data: the drive is simulated, no job verifies data,
   * and no fault needs the data. Otherwise a simulated drive stores data on the heap, which a long
   * write would fill.
   */
  private boolean dropsWrittenData(DriverInfo driver, FilePlan plan) {
    return mayDropData(driver, options)
        && plan.jobs().stream().noneMatch(job -> job.job().spec().verify().enabled());
  }

  /**
   * Returns whether a drive of {@code driver} has an option to drop written data and no option of
   * the user needs the data.
   */
  public static boolean mayDropData(DriverInfo driver, DriveOptions options) {
    return driver.virtualTime()
        && has(driver, DATA)
        && !options.driverOptions().containsKey(FAULTS);
  }

  /** Returns {@code config} with the option that makes a simulated drive drop written data. */
  public static QueueConfig droppingData(QueueConfig config) {
    return config.withDriverOption(DATA, "0");
  }

  private void openDrive(DriverInfo driver, List<TargetFile> files, boolean dropsData) {
    long bytes = 0;
    for (TargetFile file : files) {
      bytes += aligned(file.bytes());
      if (bytes < 0 || bytes > MAX_BYTES) {
        throw error(
            List.of(file),
            "the files of all jobs up to this one have more than "
                + MAX_BYTES
                + " bytes together, the largest drive",
            SIZE_OPTIONS);
      }
    }
    QueueConfig config = config(driver, files).withName(driver.name());
    // A simulated disk has its default size, which its seek times are made for: on a tiny disk
    // every seek would be short.
    if (has(driver, SIZE) && !driver.virtualTime()) {
      config = config.withDriverOption(SIZE, Long.toString(bytes));
    }
    if (dropsData) {
      config = droppingData(config);
    }
    RequestQueue queue = open(withDriverOptions(config), files);
    queues.add(queue);
    placeAll(queue, files);
  }

  private void placeAll(RequestQueue queue, List<TargetFile> files) {
    long first = 0;
    for (TargetFile file : files) {
      position(queue, file, first >>> 9);
      first += aligned(file.bytes());
    }
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void position(RequestQueue queue, TargetFile file, long firstSector) {
    long end = firstSector + ((file.bytes() + 511) >>> 9);
    if (end > queue.capacitySectors()) {
      throw error(
          List.of(file),
          queue.name()
              + ": holds "
              + (queue.capacitySectors() << 9)
              + " bytes, the jobs' files need "
              + (end << 9),
          SIZE_OPTIONS);
    }
    positions.put(file, new DrivePosition(queue, firstSector));
  }

  private QueueConfig config(DriverInfo driver, List<TargetFile> files) {
    QueueConfig config = QueueConfig.onDriver(driver.name()).withNrRequests(options.nrRequests());
    if (options.depth() > 0) {
      if (!has(driver, DEPTH)) {
        throw new ParameterError(
            "depth", "the driver '" + driver.name() + "' has no depth that could be set");
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

  /**
   * Applies the user's driver options. Called after all other options are set, so that the user's
   * options override what the jobs imply.
   */
  private QueueConfig withDriverOptions(QueueConfig config) {
    QueueConfig changed = config;
    for (Map.Entry<String, String> option : options.driverOptions().entrySet()) {
      changed = changed.withDriverOption(option.getKey(), option.getValue());
    }
    return changed;
  }

  private RequestQueue open(QueueConfig config, List<TargetFile> files) {
    try {
      return layer.open(config);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      String message = String.valueOf(e.getMessage());
      // Options of the command line override those of the jobs, and then the job is not the cause.
      if (options.elevator() == null && options.attributes().isEmpty()) {
        throw error(files, message, ELEVATOR_OPTIONS);
      }
      throw new UserError(message, e);
    } catch (UncheckedIOException e) {
      throw new RunFailure(reason(e, config), e);
    } catch (IllegalStateException e) {
      throw new RunFailure(
          config.name() + ": can not be opened: " + String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Returns an error that names the position of the first job on a drive that gave one of the
   * options. Its message names no position if no job did.
   */
  private UserError error(List<TargetFile> files, String message, String... names) {
    List<JobFiles> jobs = plan == null ? List.of() : plan.jobs();
    for (JobFiles job : jobs) {
      GivenOptions given = job.job().spec().given();
      if (job.files().stream().anyMatch(files::contains)
          && Stream.of(names).anyMatch(given::contains)) {
        return given.error(message, names);
      }
    }
    return new UserError(message);
  }

  private static String reason(UncheckedIOException e, QueueConfig config) {
    return e.getCause() instanceof FileSystemException cause && cause.getReason() != null
        ? cause.getFile() + ": " + cause.getReason()
        : config.name() + ": " + e.getMessage();
  }

  /** Returns the position of a file of the plan. */
  DrivePosition positionOf(TargetFile file) {
    DrivePosition position = positions.get(file);
    if (position == null) {
      throw new IllegalArgumentException(file + " is not of this plan");
    }
    return position;
  }

  /** Returns the names of the elevators in use, separated by commas. */
  public String elevators() {
    return String.join(",", elevatorNames());
  }

  /** Returns the names of the elevators in use. */
  public Set<String> elevatorNames() {
    Set<String> names = new LinkedHashSet<>();
    queues.forEach(queue -> names.add(queue.admin().elevator()));
    return names;
  }

  /** Adds {@code listener} to all queues. */
  public void listen(QueueListener listener) {
    queues.forEach(queue -> queue.metrics().addListener(listener));
  }

  /** Returns the current statistics of all queues. */
  public List<StatisticsNode> statistics() {
    return queues.stream().map(each -> each.metrics().statistics()).toList();
  }

  /**
   * Waits until all I/O has ended and closes the drives. A queue that was open before the run stays
   * open.
   */
  @Override
  public void close() {
    if (ownsQueues) {
      queues.forEach(queue -> close(queue, virtual));
    }
  }

  /**
   * Closes a queue when its I/O has ended. In virtual time the wait is limited, because the retries
   * of a drive that does not end its I/O would advance the clock forever. Giving up is safe there:
   * a simulated drive does not access the memory afterwards.
   *
   * @param virtual whether the queue runs in virtual time
   */
  public static void close(RequestQueue queue, boolean virtual) {
    if (virtual) {
      queue.admin().close(VIRTUAL_LIMIT);
    } else {
      queue.close();
    }
  }
}
