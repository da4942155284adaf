package io.elevator.workload;

import io.elevator.api.BlockLayer;
import io.elevator.api.RequestQueue;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.TimeBase;
import io.elevator.plugins.PluginTrust;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.run.DriveOptions;
import io.elevator.workload.session.DriverChoice;
import io.elevator.workload.session.LayerSource;
import io.elevator.workload.session.RunObserver;
import io.elevator.workload.session.RunResult;
import io.elevator.workload.session.RunSession;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs workloads: on a block layer of its own, on a layer of the application, or on one open queue.
 * A run closes only the layers and queues that it has opened. Immutable; several runs may be in
 * progress at the same time.
 *
 * <p>In virtual time the run advances the clock of the layer; no other thread may advance it
 * meanwhile.
 */
public final class WorkloadRunner {
  private final @Nullable BlockLayer layer;
  private final @Nullable RequestQueue queue;
  private final @Nullable String elevator;
  private final String driver;
  private final long seed;

  private WorkloadRunner(
      @Nullable BlockLayer layer,
      @Nullable RequestQueue queue,
      @Nullable String elevator,
      String driver,
      long seed) {
    this.layer = layer;
    this.queue = queue;
    this.elevator = elevator;
    this.driver = driver;
    this.seed = seed;
  }

  /**
   * Returns a runner that opens a block layer for each run, with the plugins in the modules of the
   * application. The layer is in virtual time if the drivers of the jobs are simulated.
   */
  public static WorkloadRunner create() {
    return new WorkloadRunner(null, null, null, DriverChoice.AUTO, 1);
  }

  /**
   * Returns a runner that opens the queues of the jobs on a layer of the application. The layer
   * stays open.
   *
   * @param layer layer that {@link BlockLayers} has built
   */
  public static WorkloadRunner on(BlockLayer layer) {
    return new WorkloadRunner(layer, null, null, DriverChoice.AUTO, 1);
  }

  /**
   * Returns a runner whose jobs all use one open queue of the application, in addition to the
   * queue's other users. The files of the jobs are consecutive parts of the drive, so that jobs
   * need the option {@code size}, and their writes overwrite the content of the drive. The queue
   * stays open.
   *
   * @param layer layer that {@link BlockLayers} has built
   * @param queue open queue of the layer
   * @throws IllegalArgumentException if the queue is not an open queue of the layer
   */
  public static WorkloadRunner on(BlockLayer layer, RequestQueue queue) {
    if (!layer.queues().contains(queue)) {
      throw new IllegalArgumentException(
          "the queue '" + queue.name() + "' is no open queue of the given layer");
    }
    return new WorkloadRunner(layer, queue, null, DriverChoice.AUTO, 1);
  }

  /**
   * Returns a copy of this runner that uses the elevator {@code name} for each drive that it opens,
   * instead of the jobs' elevators.
   *
   * @throws IllegalStateException if the runner works on an open queue
   */
  public WorkloadRunner withElevator(String name) {
    requireOpening("elevator");
    return new WorkloadRunner(layer, queue, name, driver, seed);
  }

  /**
   * Returns a copy of this runner that opens drives with the driver {@code name}, instead of the
   * jobs' drivers.
   *
   * @throws IllegalStateException if the runner works on an open queue
   */
  public WorkloadRunner withDriver(String name) {
    requireOpening("driver");
    return new WorkloadRunner(layer, queue, elevator, name, seed);
  }

  private void requireOpening(String what) {
    if (queue != null) {
      throw new IllegalStateException(
          "the queue '" + queue.name() + "' is open already and has its " + what);
    }
  }

  /** Returns a copy of this runner with another seed of all random numbers; the default is 1. */
  public WorkloadRunner withSeed(long value) {
    return new WorkloadRunner(layer, queue, elevator, driver, value);
  }

  /**
   * Runs a workload on the calling thread and returns its figures.
   *
   * @throws WorkloadException if the workload cannot be run
   * @throws IllegalArgumentException if {@link BlockLayers} has not built the layer
   */
  public WorkloadResult run(Workload workload) {
    Errors errors = new Errors();
    return run(session(workload, errors), errors);
  }

  /** Starts a run of a workload on a new thread. */
  public WorkloadRun start(Workload workload) {
    Errors errors = new Errors();
    RunSession session = session(workload, errors);
    return WorkloadRun.start(session, () -> run(session, errors));
  }

  private RunSession session(Workload workload, Errors errors) {
    return new RunSession(
        workload.jobs(),
        new DriveOptions(elevator, Map.of(), Map.of(), 0, 0),
        driver,
        seed,
        "",
        InstantSource.system(),
        errors);
  }

  private WorkloadResult run(RunSession session, Errors errors) {
    try {
      return WorkloadResult.of(run(session), List.copyOf(errors.lines));
    } catch (UserError | RunFailure e) {
      throw new WorkloadException(String.valueOf(e.getMessage()), e);
    }
  }

  private RunResult run(RunSession session) {
    if (layer == null) {
      return session.run(
          new LayerSource(
              List.of(),
              PluginTrust.DEFAULT,
              seed,
              session::defect,
              session::notice,
              builder -> {}));
    }
    TimeBase time = BlockLayers.timeOf(layer);
    return queue == null ? session.run(layer, time) : session.run(layer, time, queue);
  }

  /** Collects messages about I/O errors and broken contracts. Any thread may add a message. */
  private static final class Errors implements RunObserver {
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void complain(String text) {
      lines.add(text);
    }
  }
}
