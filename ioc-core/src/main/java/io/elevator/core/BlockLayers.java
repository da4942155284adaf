package io.elevator.core;

import io.elevator.api.BlockLayer;
import io.elevator.api.Capability;
import io.elevator.api.Credentials;
import io.elevator.api.DefectPolicy;
import io.elevator.api.PermissionPolicy;
import io.elevator.core.context.BoundedWait;
import io.elevator.core.defects.GuardedErrors;
import io.elevator.core.defects.ServiceThreads;
import io.elevator.core.registry.ApplicationServices;
import io.elevator.core.registry.PluginRegistry;
import io.elevator.core.registry.PluginSource;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.driver.DriverType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds block layers, without any framework:
 *
 * {@snippet :
 * try (BlockLayer layer = BlockLayers.builder().build();
 *     RequestQueue queue =
 *         layer.open(QueueConfig.onDriver("file").withDriverOption("filename", "data").withElevator("bfq"))) {
 *   Task task = layer.tasks().newTask(TaskSpec.named("reader"));
 *   queue.submitAndWait(layer.newBio().task(task).read(0, buffer));
 *   task.exit();
 * }
 * }
 *
 * Layers share no state: several in one virtual machine are independent.
 */
public final class BlockLayers {
  private BlockLayers() {}

  /**
   * Returns a builder with the default settings: real time, plugins of the application's modules,
   * defects written to the log.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the credentials that tasks have by default: those of user 0 without capabilities. A
   * task with them may set the priority of the tasks of its user, but may not use the real-time
   * class.
   */
  public static Credentials defaultCredentials() {
    return new Credentials(0, 0, 0, Set.of());
  }

  /** Returns credentials with which a task may use the real-time class and manage all tasks. */
  public static Credentials privilegedCredentials() {
    return new Credentials(0, 0, 0, Set.of(Capability.SYS_ADMIN, Capability.SYS_NICE));
  }

  /**
   * Returns the time base of a layer: the one that the builder was given, or the layer's own.
   *
   * @param layer layer built by this class
   * @throws IllegalArgumentException if the layer was not built by this class
   */
  public static TimeBase timeOf(BlockLayer layer) {
    if (layer instanceof CoreBlockLayer built) {
      return built.time();
    }
    throw new IllegalArgumentException(
        layer.getClass().getName() + " is no layer of BlockLayers.builder()");
  }

  /** Builder of a block layer. Not thread-safe; builds one layer. */
  public static final class Builder {
    private final List<ElevatorType> elevators = new ArrayList<>();
    private final List<DriverType> drivers = new ArrayList<>();
    private boolean applicationModules = true;
    private PluginSource plugins = host -> new NoPlugins();
    private @Nullable TimeBase time;
    private @Nullable ThreadFactory threads;
    private @Nullable Executor workers;
    private PermissionPolicy policy = PermissionPolicy.ALLOW;
    private Credentials credentials = defaultCredentials();
    private DefectSink errors = DefectSink.LOGGED;
    private Consumer<String> notices =
        text -> System.getLogger("io.elevator").log(System.Logger.Level.INFO, text);
    private QueueDefaults queueDefaults = QueueDefaults.LAYER;
    private StatisticsSink statistics = StatisticsSink.NONE;
    private Duration statisticsInterval = Duration.ZERO;
    private int stripes = Runtime.getRuntime().availableProcessors();
    private long seed = 1;
    private DefectPolicy defects = DefectPolicy.DEFAULT;
    private Duration administrationLimit = Duration.ofNanos(BoundedWait.DEFAULT_NANOS);

    private Builder() {}

    /**
     * Sets the time base. The caller closes it after the layer. By default the layer has its own
     * real time.
     */
    public Builder time(TimeBase value) {
      time = value;
      return this;
    }

    /**
     * Sets the factory of the layer's threads: for timers and workers, for drivers, for the watch
     * of plugin folders, for ending abandoned tasks, and for reporting defects. By default the
     * threads are daemons named {@code ioc-0}, {@code ioc-1} and so on.
     */
    public Builder threads(ThreadFactory value) {
      threads = value;
      return this;
    }

    /**
     * Sets the executor of deferred jobs. By default the layer has its own workers. The executor
     * must not run a job in the thread that submits it. The layer does not close the executor. Has
     * no effect together with {@link #time}.
     */
    public Builder workers(Executor value) {
      workers = value;
      return this;
    }

    /** Sets the defaults for settings that the configuration of a queue does not specify. */
    public Builder queueDefaults(QueueDefaults value) {
      queueDefaults = value;
      return this;
    }

    /**
     * Sets the receiver of the statistics of queues.
     *
     * @param sink receiver; gets the last figures of each queue when it is closed
     * @param interval time between further reports of open queues; zero for none. In virtual time
     *     each report is an event of the event loop
     */
    public Builder statistics(StatisticsSink sink, Duration interval) {
      if (interval.isNegative()) {
        throw new IllegalArgumentException(
            "statistics each " + interval + "; expected zero or more");
      }
      statistics = sink;
      statisticsInterval = interval;
      return this;
    }

    /**
     * Sets the source of plugins, usually {@code PluginFolders} of the module {@code
     * io.elevator.plugins}. It is searched after the application's modules. Without a source, no
     * jar can be loaded into the layer.
     */
    public Builder plugins(PluginSource value) {
      plugins = value;
      return this;
    }

    /**
     * Sets whether the application's modules, or its class path, are searched for plugins. Default:
     * true.
     */
    public Builder applicationModules(boolean value) {
      applicationModules = value;
      return this;
    }

    /** Adds an elevator. It takes precedence over all elevators that are found. */
    public Builder elevator(ElevatorType type) {
      elevators.add(type);
      return this;
    }

    /** Adds a driver. It takes precedence over all drivers that are found. */
    public Builder driver(DriverType type) {
      drivers.add(type);
      return this;
    }

    /**
     * Sets the policy that permits or refuses priorities. By default, each priority is permitted
     * that the library's own rules permit.
     */
    public Builder permissionPolicy(PermissionPolicy value) {
      policy = value;
      return this;
    }

    /** Sets the credentials of tasks that specify none and have no parent. */
    public Builder credentials(Credentials value) {
      credentials = value;
      return this;
    }

    /**
     * Sets the receiver of defects. Calls are guarded and limited in number: see {@link
     * DefectSink}.
     */
    public Builder errors(DefectSink value) {
      errors = value;
      return this;
    }

    /** Sets the receiver of notices, which drivers send to inform users once. Default: the log. */
    public Builder notices(Consumer<String> value) {
      notices = value;
      return this;
    }

    /**
     * Sets the number of stripes over which tasks are spread. Default: one for each processor.
     *
     * @param value number of stripes, 1 or more
     */
    public Builder stripes(int value) {
      if (value < 1) {
        throw new IllegalArgumentException(value + " stripes; expected 1 or more");
      }
      stripes = value;
      return this;
    }

    /** Sets the seed of drives that use random numbers. Default: 1. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets the policy that decides when an elevator or a driver with defects is taken out of
     * service.
     */
    public Builder defectPolicy(DefectPolicy value) {
      defects = value;
      return this;
    }

    /**
     * Sets the limit of each wait of administration, such as the wait for outstanding requests
     * before an elevator is switched. A wait for requests ends when no request has ended for this
     * long. Default: 30 s. See {@link io.elevator.api.AdministrationTimeoutException}.
     *
     * @param value limit, above zero
     */
    public Builder administrationLimit(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(
            "an administration limit of " + value + "; expected above zero");
      }
      administrationLimit = value;
      return this;
    }

    /**
     * Builds the layer. A provider that cannot be used becomes a {@link BlockLayer#pluginProblems
     * plugin problem}. An exception of the {@link #plugins source of plugins} propagates.
     *
     * @throws IllegalArgumentException if an elevator or driver added to the builder has an illegal
     *     name or SPI version
     * @throws IllegalStateException if the name of an elevator or driver is taken, or if a thread
     *     of the thread factory does not begin to run within the administration limit
     */
    public BlockLayer build() {
      PluginRegistry registry = new PluginRegistry();
      elevators.forEach(type -> registry.register(type, "by hand"));
      drivers.forEach(type -> registry.register(type, "by hand"));
      if (applicationModules) {
        ApplicationServices.register(registry);
      }
      ThreadFactory asked =
          threads == null ? Thread.ofPlatform().daemon().name("ioc-", 0).factory() : threads;
      TimeBase given = time;
      GuardedErrors guarded =
          given != null && given.isVirtual()
              ? GuardedErrors.inVirtualTime(errors::report, given::now)
              : GuardedErrors.inRealTime(errors::report, asked);
      ThreadFactory factory = new ServiceThreads(asked, guarded);
      LayerParts parts =
          new LayerParts(
              given == null ? realTime(factory, guarded) : given,
              given == null,
              factory,
              policy,
              credentials,
              guarded,
              notices,
              queueDefaults,
              statistics,
              statisticsInterval,
              stripes,
              seed,
              administrationLimit,
              defects);
      CoreBlockLayer layer = layer(parts, registry);
      try {
        layer.startPlugins();
      } catch (Throwable e) {
        layer.close();
        throw e;
      }
      return layer;
    }

    private CoreBlockLayer layer(LayerParts parts, PluginRegistry registry) {
      try {
        return new CoreBlockLayer(parts, registry, plugins);
      } catch (Throwable e) {
        if (parts.ownsTime()) {
          parts.time().close();
        }
        parts.errors().close();
        throw e;
      }
    }

    private TimeBase realTime(ThreadFactory factory, GuardedErrors guarded) {
      Executor given = workers;
      RealTime made =
          given == null
              ? new RealTime(factory, stripes, guarded)
              : new RealTime(factory, given, guarded);
      if (!made.awaitStart(administrationLimit)) {
        made.close();
        throw new IllegalStateException(
            "a thread of the thread factory has not begun to run within "
                + administrationLimit
                + " of its start; expected a factory whose threads run");
      }
      return made;
    }
  }
}
