package io.elevator.core;

import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.Groups;
import io.elevator.api.Plug;
import io.elevator.api.PluginProblem;
import io.elevator.api.Plugins;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Tasks;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.QueueIds;
import io.elevator.core.context.TaskReaper;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.defects.Suppressed;
import io.elevator.core.flight.FlightRecordings;
import io.elevator.core.queue.BlockQueue;
import io.elevator.core.queue.QueueSetup;
import io.elevator.core.queue.submit.CorePlug;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.PluginSource;
import io.elevator.core.registry.RegisteredDriver;
import io.elevator.core.registry.RegisteredElevator;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.Unchecked;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFeature;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A block layer, built from the settings of {@link BlockLayers.Builder}: its plugin registry,
 * tasks, groups and queues. {@link #lock} guards the list of queues and {@link #closed}; no other
 * lock is taken while it is held. All other fields are final, and their objects are thread-safe.
 */
final class CoreBlockLayer implements BlockLayer {
  /** Name of the elevator that Linux 6.1 chooses for a drive with one hardware queue. */
  private static final String DEFAULT_ELEVATOR = "mq-deadline";

  private final LayerParts parts;
  private final PluginRegistry registry;
  private final LayerExtensions extensions;
  private final GroupTree groups = new GroupTree();
  private final TaskReaper reaper;
  private final TaskRegistry tasks;
  private final CorePlug.Layer plugs;
  private final QueueIds ids = new QueueIds();
  private final FlightRecordings recordings = new FlightRecordings();
  private final StatisticsReports reports;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<BlockQueue> queues = new ArrayList<>();
  private boolean closed;

  CoreBlockLayer(LayerParts parts, PluginRegistry registry, PluginSource source) {
    this.parts = parts;
    this.registry = registry;
    this.extensions =
        new LayerExtensions(
            registry, parts.errors(), parts.threads(), this::queues, parts.administrationLimit());
    extensions.attach(source);
    var contexts = new IoContexts(parts.time(), parts.time()::defer, parts.errors());
    this.reaper = new TaskReaper(parts.threads());
    this.tasks =
        new TaskRegistry(
            contexts, groups, parts.stripes(), parts.credentials(), parts.policy(), reaper);
    this.plugs = new CorePlug.Layer(parts.time());
    this.reports =
        new StatisticsReports(
            parts.time(),
            parts.statistics(),
            TimeBase.nanos(parts.statisticsInterval()),
            TimeBase.nanos(parts.administrationLimit()),
            parts.errors(),
            this::queues);
  }

  /** Returns the clock, timers and deferred jobs of this layer. */
  TimeBase time() {
    return parts.time();
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Groups groups() {
    return groups;
  }

  @Override
  public List<ElevatorInfo> elevators() {
    return registry.elevators().stream().map(RegisteredElevator::info).toList();
  }

  @Override
  public List<DriverInfo> drivers() {
    List<RegisteredDriver> found = List.copyOf(registry.drivers());
    return new AbstractList<>() {
      @Override
      public DriverInfo get(int index) {
        return found.get(index).info();
      }

      @Override
      public int size() {
        return found.size();
      }
    };
  }

  @Override
  public DriverInfo driver(String name) {
    return registry.driver(name).info();
  }

  @Override
  public List<PluginProblem> pluginProblems() {
    return registry.problems();
  }

  @Override
  public Plugins plugins() {
    return extensions.plugins();
  }

  /** Starts the background activities of plugins, such as watching folders. */
  void startPlugins() {
    extensions.plugins().start();
  }

  @Override
  public Bio newBio() {
    return new CoreBio();
  }

  @Override
  public Plug plug() {
    return plugs.open();
  }

  @Override
  public Plug plug(int expected) {
    return plugs.open(expected);
  }

  @Override
  public RequestQueue open(QueueConfig asked) {
    // This check comes before the driver changes anything. If the layer is closed between the check
    // and the opening of the queue, add() fails.
    requireOpen();
    QueueConfig config = parts.queueDefaults().complete(asked);
    RegisteredDriver driver = registry.driver(config.driver());
    requireOptions(driver, config.driverOptions());
    String elevator = config.elevator();
    if (elevator != null && !elevator.equals("none")) {
      registry.elevator(elevator);
    }
    if (driver.virtualTime() && !parts.time().isVirtual()) {
      throw new IllegalArgumentException(
          "the driver '"
              + driver.name()
              + "' lives in virtual time; this block layer's time is real");
    }
    String unavailable = answer(driver, "unavailableReason", driver.type().unavailableReason());
    if (!unavailable.isEmpty()) {
      throw new IllegalArgumentException(
          "the driver '" + driver.name() + "' cannot be used: " + unavailable);
    }
    DriverUse use = new DriverUse(extensions.uses(), driver);
    try {
      return open(config, driver, use);
    } catch (Throwable e) {
      use.end();
      throw e;
    }
  }

  private BlockQueue open(QueueConfig config, RegisteredDriver driver, DriverUse use) {
    var context = new LayerDriverContext(parts, driver.name(), config.driverOptions());
    BlockDriver drive;
    try {
      drive = answer(driver, "open", driver.type().open(context));
    } catch (IOException e) {
      throw new UncheckedIOException(reason(driver, e), e);
    }
    return start(config, drive, context, use);
  }

  /** Returns the result of a driver's method, which must not be null. */
  private static <T> T answer(RegisteredDriver driver, String method, @Nullable T result) {
    if (result == null) {
      throw new IllegalStateException(
          "the driver '" + driver.name() + "' returned null from " + method);
    }
    return result;
  }

  /**
   * Returns the message of an exception of a driver. If it has none (as for an interrupt), returns
   * a message that this method makes.
   */
  private static String reason(RegisteredDriver driver, IOException e) {
    String words = e.getMessage();
    if (words != null) {
      return words;
    }
    boolean interrupted =
        e instanceof ClosedByInterruptException || e instanceof InterruptedIOException;
    return "the driver '"
        + driver.name()
        + "' cannot open its device: "
        + (interrupted ? "the thread was interrupted" : e.toString());
  }

  private static void requireOptions(RegisteredDriver driver, Map<String, String> options) {
    List<String> known = driver.options().stream().map(AttributeSpec::name).toList();
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        throw new IllegalArgumentException(
            "the driver '"
                + driver.name()
                + "' has no option '"
                + option
                + "'; it has "
                + (known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  private BlockQueue start(
      QueueConfig config, BlockDriver drive, LayerDriverContext context, DriverUse use) {
    int id = ids.take();
    BlockQueue queue = null;
    try {
      String name = config.name().isEmpty() ? drive.shape().name() : config.name();
      use.rename(name);
      int stripes = config.stripes() == 0 ? parts.stripes() : config.stripes();
      queue =
          new BlockQueue(
              new QueueSetup(
                  id,
                  name,
                  drive,
                  extensions.elevators(),
                  tasks,
                  parts.time(),
                  parts.errors(),
                  stripes,
                  config.maxParked(),
                  closed -> {
                    forget(closed);
                    use.end();
                    // Last, because the sink may not return.
                    reports.report(closed);
                  },
                  TimeBase.nanos(parts.administrationLimit()),
                  DefectThresholds.ask(parts, name)));
      context.queue(queue);
      add(queue);
      BlockQueue made = queue;
      // A callback may open a queue, although waiting is refused in callbacks otherwise: no I/O in
      // progress can depend on the new queue.
      BlockQueue.apart(() -> configure(config, made));
      return queue;
    } catch (Throwable failure) {
      undo(queue, drive, id, failure);
      throw failure;
    }
  }

  private void requireOpen() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the block layer is closed");
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(BlockQueue queue) {
    lock.lock();
    try {
      requireOpen();
      queues.add(queue);
    } finally {
      lock.unlock();
    }
    groups.addListener(queue);
    recordings.add(queue);
  }

  private void configure(QueueConfig config, BlockQueue queue) {
    String asked = config.elevator();
    if (asked == null) {
      startDefaultElevator(queue);
    } else {
      queue.admin().switchElevator(asked);
    }
    config.elevatorAttributes().forEach(queue.admin()::setElevatorAttribute);
    if (config.nrRequests() != 0) {
      queue.admin().setAttribute("nr_requests", Integer.toString(config.nrRequests()));
    }
  }

  /**
   * Attaches the default elevator to a queue where Linux 6.1 would: not on drives that have several
   * hardware queues with separate tags, nor on drives that declare that they need no elevator. The
   * application did not ask for this elevator. So if it cannot be attached, the failure is reported
   * and the queue opens without an elevator.
   */
  private void startDefaultElevator(BlockQueue queue) {
    var shape = queue.shape();
    boolean without =
        shape.has(DriverFeature.NO_ELEVATOR)
            || shape.has(DriverFeature.NO_ELEVATOR_BY_DEFAULT)
            || (queue.hardwareQueueCount() > 1 && !shape.has(DriverFeature.ONE_TAG_SPACE));
    if (!without && extensions.elevators().find(DEFAULT_ELEVATOR) != null) {
      try {
        queue.admin().switchElevator(DEFAULT_ELEVATOR);
      } catch (IllegalStateException e) {
        parts.errors().report(queue.name(), "", "the default elevator", e);
      }
    }
  }

  private void undo(@Nullable BlockQueue queue, BlockDriver drive, int id, Throwable failure) {
    try {
      if (queue == null) {
        ids.giveBack(id);
        drive.close();
      } else {
        BlockQueue.apart(queue::close);
      }
    } catch (Throwable e) {
      Suppressed.add(failure, e);
    }
  }

  /** Removes a closed queue from this layer; its id may be used again. */
  private void forget(BlockQueue queue) {
    groups.removeListener(queue);
    recordings.remove(queue);
    lock.lock();
    try {
      queues.remove(queue);
    } finally {
      lock.unlock();
    }
    ids.giveBack(queue.id());
  }

  @Override
  public List<RequestQueue> queues() {
    lock.lock();
    try {
      return List.copyOf(queues);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<BlockQueue> open;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (!queues.isEmpty()) {
        // This check comes before anything is closed: in a callback the queues could not be closed,
        // and would then be without their clock.
        BlockQueue.requireNoCallback("closing the block layer");
      }
      closed = true;
      open = List.copyOf(queues);
    } finally {
      lock.unlock();
    }
    extensions.stopWatching();
    Throwable failure = null;
    for (BlockQueue queue : open) {
      try {
        queue.close();
      } catch (Throwable e) {
        // A queue that cannot be closed does not prevent the closing of the other queues.
        if (failure == null) {
          failure = e;
        } else {
          Suppressed.add(failure, e);
        }
      }
    }
    reports.close();
    recordings.close();
    extensions.close();
    reaper.close();
    if (parts.ownsTime() && parts.time() instanceof RealTime real) {
      real.close(parts.administrationLimit());
    } else if (parts.ownsTime()) {
      parts.time().close();
    }
    parts.errors().close();
    if (failure != null) {
      throw Unchecked.rethrow(failure);
    }
  }
}
