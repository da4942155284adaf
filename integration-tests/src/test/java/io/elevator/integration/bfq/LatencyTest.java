package io.elevator.integration.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.IoPriority;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.integration.scene.VirtualLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guarantees that {@code low_latency} gives to a task that starts, on the simulated disk and
 * SSD, and the effect of priority classes. The disk performs one request at a time and has no write
 * cache, because no elevator can delay a request that the drive has already accepted.
 */
class LatencyTest {
  private static final int SECTORS_64_KIB = 128;
  private static final int AREAS = 16;
  private static final int STARTING_BIOS = 160;

  private static QueueConfig drive(String driver, String elevator) {
    QueueConfig config =
        QueueConfig.onDriver(driver).withDriverOption("data", "0").withElevator(elevator);
    return driver.equals("sim-hdd")
        ? config.withDriverOption("hw_queue_depth", "1").withDriverOption("write_cache", "0")
        : config;
  }

  /**
   * Returns the time to wait before counting, in seconds: until background tasks are no longer
   * raised.
   */
  private static int settlingSeconds(String driver) {
    return driver.equals("sim-hdd") ? 30 : 6;
  }

  /** Starts sequential and random readers, and a writer with many writes in flight. */
  private static List<Load> background(
      VirtualLayer layer, RequestQueue queue, int readers, int seed) {
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      SplittableRandom random = i % 2 == 0 ? null : new SplittableRandom(seed * 31L + i);
      Task task = layer.task("background " + i, 0);
      int sectors = random == null ? SECTORS_64_KIB : 8;
      loads.add(new Load(layer, queue, task, i, AREAS, sectors, false, random).start(4));
      layer.pass(0.4);
    }
    Task writer = layer.task("writer", 0);
    loads.add(new Load(layer, queue, writer, 14, AREAS, SECTORS_64_KIB, true, null).start(16));
    return loads;
  }

  private static double secondsToReadTenMegabytes(
      String driver, String elevator, int readers, int seed) {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(drive(driver, elevator))) {
      if (!elevator.equals("none")) {
        queue.admin().setAttribute("nr_requests", "256");
      }
      List<Load> loads = readers == 0 ? new ArrayList<>() : background(layer, queue, readers, seed);
      layer.pass(settlingSeconds(driver));
      long start = layer.time.now();
      Load starting =
          new Load(layer, queue, layer.task("starting", 0), 15, AREAS, SECTORS_64_KIB, false, null)
              .atMost(STARTING_BIOS)
              .start(1);
      for (int i = 0; i < 600 && starting.ios < STARTING_BIOS; i++) {
        layer.pass(0.1);
      }
      assertThat(starting.ios).as("bios of the starting task").isEqualTo(STARTING_BIOS);
      double took = (starting.lastEnd - start) / 1e9;
      loads.forEach(Load::stop);
      layer.time.runAll();
      return took;
    }
  }

  @ParameterizedTest
  @CsvSource({"sim-hdd, 1", "sim-hdd, 2", "sim-hdd, 3", "sim-ssd, 1", "sim-ssd, 2", "sim-ssd, 3"})
  void startingTaskReadsTenMegabytesInBoundedTime(String driver, int seed) {
    double alone = secondsToReadTenMegabytes(driver, "bfq", 0, seed);
    double among = secondsToReadTenMegabytes(driver, "bfq", 2 + 2 * seed, seed);
    double otherwise = secondsToReadTenMegabytes(driver, "none", 2 + 2 * seed, seed);
    assertThat(among).as("with bfq, in seconds").isLessThan(3 * alone);
    assertThat(otherwise).as("without, in seconds").isGreaterThan(1.5 * among);
  }

  /**
   * A player and four greedy readers, two of which read at random over the whole drive. A raised
   * queue waits for the request in the drive and for its own, at most 45 ms on this disk. To count
   * as soft real-time again, it must be done 12 ms before its next request (8 ms of idling and 4
   * ms). So the shortest period that this disk can sustain is about 60 ms.
   */
  @ParameterizedTest
  @CsvSource({
    "sim-hdd, 80, 1",
    "sim-hdd, 80, 2",
    "sim-hdd, 80, 3",
    "sim-hdd, 150, 4",
    "sim-ssd, 60, 1",
    "sim-ssd, 60, 2",
    "sim-ssd, 10, 3"
  })
  void softRealTimeReaderKeepsItsPeriod(String driver, int periodMillis, int seed) {
    long period = periodMillis * 1_000_000L;
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(drive(driver, "bfq"))) {
      queue.admin().setAttribute("nr_requests", "256");
      List<Load> loads = background(layer, queue, 4, seed);
      loads.removeLast().stop();
      layer.pass(settlingSeconds(driver));
      Load player =
          new Load(layer, queue, layer.task("player", 0), 15, AREAS, SECTORS_64_KIB, false, null)
              .startEvery(period);
      loads.add(player);
      layer.pass(1);
      player.forget();
      int seconds = settlingSeconds(driver);
      layer.pass(seconds);
      loads.forEach(Load::stop);
      assertThat(player.ios).isGreaterThanOrEqualTo(seconds * 1000 / periodMillis);
      assertThat(player.longest).as("longest wait, in ns").isLessThan(period);
      assertThat(player.longest).isLessThan(48_000_000);
      layer.time.runAll();
    }
  }

  /**
   * Real-time I/O is served first: it waits only for the request in the drive and for its own
   * request. Best-effort I/O gets most of the remaining time, and idle I/O gets a turn from time to
   * time.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void priorityClassesAreServedInOrderAndNoneIsStarved(int seed) {
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(drive("sim-hdd", "bfq"))) {
      queue.admin().setAttribute("nr_requests", "256");
      queue.admin().setElevatorAttribute("low_latency", "0");
      Task realTime = task(layer, "real-time", IoPriority.realTime(4));
      Load urgent =
          new Load(layer, queue, realTime, 0, AREAS, 8, false, new SplittableRandom(seed))
              .startEvery(50_000_000);
      List<Load> loads = new ArrayList<>(List.of(urgent));
      IoPriority[] others = {IoPriority.bestEffort(4), IoPriority.idle()};
      for (int i = 0; i < others.length; i++) {
        Task task = task(layer, "other " + i, others[i]);
        layer.pass(0.7);
        loads.add(new Load(layer, queue, task, i + 1, AREAS, SECTORS_64_KIB, false, null).start(4));
      }
      layer.pass(1);
      loads.forEach(Load::forget);
      layer.pass(30);
      loads.forEach(Load::stop);
      Load best = loads.get(1);
      Load idle = loads.get(2);
      assertThat(urgent.ios).isEqualTo(600);
      assertThat(urgent.longest).as("real-time").isLessThan(50_000_000);
      assertThat(best.bytes).as("best-effort").isGreaterThan(2 * idle.bytes);
      assertThat(idle.ios).as("idle").isGreaterThan(100);
      layer.time.runAll();
    }
  }

  private static Task task(VirtualLayer layer, String name, IoPriority priority) {
    return layer.task(TaskSpec.named(name).withPriority(priority));
  }
}
