package io.elevator.integration.fairway;

import static io.elevator.integration.fairway.ClosedLoop.Spec.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.integration.fairway.ClosedLoop.Spec;
import io.elevator.integration.scene.VirtualLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The loads that fairway was made for, on a simulated NVMe SSD: latency of readers beside floods,
 * shares by weight and cost, classes without starvation. Virtual time makes the figures the same in
 * each run. The table of all elevators goes to {@code target/fairway-scenarios.md}, for its page.
 */
class FairwayScenariosTest {
  private static final long MS = 1_000_000;
  private static final long SETTLE = 100 * MS;
  private static final long RUN = 400 * MS;
  private static final List<String> ELEVATORS =
      List.of("none", "mq-deadline", "kyber", "bfq", "fairway");
  private static final IoPriority REAL_TIME = IoPriority.realTime(0);
  private static final IoPriority IDLE = IoPriority.idle();
  private static final StringBuilder TABLE =
      new StringBuilder("| load | elevator | figures |\n|---|---|---|\n");

  private static IoPriority bestEffort(int level) {
    return IoPriority.bestEffort(level);
  }

  /** Runs loads at the same time. */
  private static List<ClosedLoop> run(String elevator, long settle, long run, Spec... specs) {
    return run(elevator, settle, run, new int[specs.length], specs);
  }

  /**
   * Runs loads at the same time.
   *
   * @param weights weight of the group of each load; 0 for the root
   */
  private static List<ClosedLoop> run(
      String elevator, long settle, long run, int[] weights, Spec... specs) {
    QueueConfig config =
        QueueConfig.onDriver("sim-ssd")
            .withDriverOption("preset", "nvme-ssd")
            .withDriverOption("data", "0")
            .withElevator(elevator);
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(config)) {
      List<ClosedLoop> loops = new ArrayList<>();
      for (int i = 0; i < specs.length; i++) {
        Group group = null;
        if (weights[i] != 0) {
          group = layer.groups().create(layer.groups().root(), "g" + i, weights[i]);
        }
        loops.add(new ClosedLoop(layer, queue, specs[i], group, i, settle, run));
      }
      loops.forEach(ClosedLoop::begin);
      layer.time.runAll();
      return loops;
    }
  }

  private static void row(String load, String elevator, String figures) {
    TABLE.append("| ").append(load).append(" | ").append(elevator).append(" | ");
    TABLE.append(figures).append(" |\n");
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  @AfterAll
  static void writeTable() throws IOException {
    Files.writeString(Path.of("target", "fairway-scenarios.md"), TABLE);
  }

  @Test
  void realTimeReaderBesideAnIdleFloodIsQuickAndTheFloodKeepsItsRate() {
    Spec reader = reader("reader", REAL_TIME, 4, 1);
    Spec flood = reader("flood", IDLE, 64, 128);
    double solo = run("none", SETTLE, RUN, reader).getFirst().micros(99);
    double whole = run("none", SETTLE, RUN, flood).getFirst().mib();
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, SETTLE, RUN, reader, flood);
      double p99 = loops.getFirst().micros(99);
      double rate = loops.getLast().mib();
      row(
          "RT 4k, idle 64k x128 reads",
          elevator,
          "p99 " + whole(p99) + " µs, flood " + whole(rate) + " MiB/s");
      if (elevator.equals("fairway")) {
        assertThat(p99).isLessThanOrEqualTo(3 * solo);
        assertThat(rate).isGreaterThanOrEqualTo(0.95 * whole);
      }
    }
  }

  @Test
  void readerWithoutAClassIsFoundSensitive() {
    Spec reader = reader("reader", bestEffort(4), 4, 1);
    Spec flood = reader("flood", bestEffort(4), 64, 128);
    double whole = run("none", SETTLE, RUN, flood).getFirst().mib();
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, 300 * MS, 700 * MS, reader, flood);
      double p99 = loops.getFirst().micros(99);
      double rate = loops.getLast().mib();
      row(
          "4k, 64k x128 reads, one class",
          elevator,
          "p99 " + whole(p99) + " µs, flood " + whole(rate) + " MiB/s");
      if (elevator.equals("fairway")) {
        assertThat(p99).isLessThanOrEqualTo(220);
        assertThat(rate).isGreaterThanOrEqualTo(0.95 * whole);
      }
    }
  }

  @Test
  void realTimeReaderIsNotHeldUpByLongWrites() {
    Spec reader = reader("reader", REAL_TIME, 4, 1);
    Spec flood = reader("flood", IDLE, 1024, 32).thatWrites();
    double solo = run("none", SETTLE, RUN, reader).getFirst().micros(99);
    double whole = run("none", SETTLE, RUN, flood).getFirst().mib();
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, SETTLE, RUN, reader, flood);
      double p99 = loops.getFirst().micros(99);
      double rate = loops.getLast().mib();
      row(
          "RT 4k, idle 1m x32 writes",
          elevator,
          "p99 " + whole(p99) + " µs, writer " + whole(rate) + " MiB/s");
      if (elevator.equals("fairway")) {
        assertThat(p99).isLessThanOrEqualTo(3 * solo);
        assertThat(rate).isGreaterThanOrEqualTo(0.9 * whole);
      }
    }
  }

  @Test
  void levelsShareEightToOne() {
    Spec urgent = reader("urgent", bestEffort(0), 64, 16);
    Spec lazy = reader("lazy", bestEffort(7), 64, 16);
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, SETTLE, RUN, urgent, lazy);
      double ratio = loops.getFirst().mib() / loops.getLast().mib();
      double total = loops.getFirst().mib() + loops.getLast().mib();
      row(
          "64k x16, levels 0 and 7",
          elevator,
          tenths(ratio) + " : 1, in all " + whole(total) + " MiB/s");
      if (elevator.equals("fairway")) {
        assertThat(ratio).isBetween(7.6, 8.4);
        assertThat(total).isGreaterThan(3250);
      }
    }
  }

  @Test
  void groupsShareByWeight() {
    for (int[] weights : new int[][] {{100, 200, 400}, {100, 1000}, {100, 100}, {100, 200}}) {
      Spec[] specs = new Spec[weights.length];
      int sum = 0;
      for (int i = 0; i < weights.length; i++) {
        specs[i] = reader("reader " + i, bestEffort(4), 64, 32);
        sum += weights[i];
      }
      List<ClosedLoop> loops = run("fairway", SETTLE, RUN, weights, specs);
      double total = loops.stream().mapToDouble(ClosedLoop::mib).sum();
      for (int i = 0; i < weights.length; i++) {
        double due = total * weights[i] / sum;
        assertThat(loops.get(i).mib())
            .as("weight %s", weights[i])
            .isBetween(0.95 * due, 1.05 * due);
      }
      assertThat(total).isGreaterThan(3250);
    }
  }

  @Test
  void smallAndLongReadsShareTheDriveByCost() {
    Spec small = reader("small", bestEffort(4), 4, 32);
    Spec large = reader("large", bestEffort(4), 256, 32);
    double smallSolo = run("none", SETTLE, RUN, small).getFirst().iops();
    double largeSolo = run("none", SETTLE, RUN, large).getFirst().mib();
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, SETTLE, RUN, small, large);
      double ofSmall = loops.getFirst().iops() / smallSolo;
      double ofLarge = loops.getLast().mib() / largeSolo;
      row(
          "4k x32 and 256k x32",
          elevator,
          whole(100 * ofSmall) + " % and " + whole(100 * ofLarge) + " % of their rates alone");
      if (elevator.equals("fairway")) {
        assertThat(ofSmall).isGreaterThanOrEqualTo(0.45);
        assertThat(ofLarge).isGreaterThanOrEqualTo(0.45);
        double smallCost = loops.getFirst().iops() * 6;
        double largeCost = loops.getLast().iops() * 257.25;
        assertThat(smallCost / largeCost).isBetween(0.95, 1.05);
      }
    }
  }

  @Test
  void burstyTaskOfLowWeightDoesNotDelayASteadyOneOfHighWeight() {
    Spec steady = reader("steady", bestEffort(0), 4, 2);
    Spec filler = reader("filler", bestEffort(4), 64, 16);
    Spec bursty = reader("bursty", bestEffort(7), 64, 128).inCycles(100 * MS, 10 * MS);
    double alone = run("fairway", SETTLE, RUN, steady, filler).getFirst().micros(99);
    for (String elevator : ELEVATORS) {
      double p99 = run(elevator, SETTLE, RUN, steady, filler, bursty).getFirst().micros(99);
      row("steady 4k of level 0, bursts of level 7", elevator, "p99 " + whole(p99) + " µs");
      if (elevator.equals("fairway")) {
        assertThat(p99).isLessThanOrEqualTo(2 * alone);
      }
    }
  }

  @Test
  void lowerClassesAreNotStarved() {
    Spec rt = reader("rt", REAL_TIME, 64, 64);
    Spec be = reader("be", bestEffort(4), 64, 64);
    Spec idle = reader("idle", IDLE, 64, 64);
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, SETTLE, RUN, rt, be, idle);
      double total = loops.stream().mapToDouble(ClosedLoop::mib).sum();
      double beShare = loops.get(1).mib() / total;
      double idleShare = loops.get(2).mib() / total;
      row(
          "64k x64 in each class",
          elevator,
          "best-effort " + tenths(100 * beShare) + " %, idle " + tenths(100 * idleShare) + " %");
      if (elevator.equals("fairway")) {
        assertThat(beShare).isGreaterThanOrEqualTo(0.05);
        assertThat(idleShare).isGreaterThanOrEqualTo(0.01);
      }
    }
  }

  @Test
  void pausesEarnNothing() {
    Spec steady = reader("steady", bestEffort(4), 64, 64);
    Spec pausing = reader("pausing", bestEffort(4), 64, 64).inCycles(20 * MS, 15 * MS);
    for (String elevator : ELEVATORS) {
      List<ClosedLoop> loops = run(elevator, SETTLE, RUN, steady, pausing);
      double share = loops.getLast().mib() / (loops.getFirst().mib() + loops.getLast().mib());
      row("64k x64, one pauses 5 of 20 ms", elevator, "it gets " + tenths(100 * share) + " %");
      if (elevator.equals("fairway")) {
        assertThat(share).isLessThanOrEqualTo(0.52);
      }
    }
  }

  @Test
  void returningTaskNeitherOwesNorOwns() {
    Spec steady = reader("steady", bestEffort(4), 64, 32);
    Spec returning = reader("returning", bestEffort(4), 64, 32).inCycles(200 * MS, 100 * MS);
    List<ClosedLoop> loops = run("fairway", 0, 200 * MS + 100 * MS, steady, returning);
    // It works for two of three equal parts of the run, and gets half of the drive in these.
    double share = loops.getLast().mib() / (loops.getFirst().mib() + loops.getLast().mib());
    assertThat(share).isBetween(0.32, 0.345);
  }

  @Test
  void fourEqualTasksGetAQuarterEach() {
    Spec[] specs = new Spec[4];
    for (int i = 0; i < specs.length; i++) {
      specs[i] = reader("reader " + i, bestEffort(4), 4 << (2 * i), 24);
    }
    List<ClosedLoop> loops = run("fairway", SETTLE, RUN, specs);
    double[] costs = new double[4];
    double sum = 0;
    double[] each = {6, 17.25, 65.25, 257.25};
    for (int i = 0; i < 4; i++) {
      costs[i] = loops.get(i).iops() * each[i];
      sum += costs[i];
    }
    for (double cost : costs) {
      assertThat(cost / sum).isBetween(0.2375, 0.2625);
    }
  }

  @Test
  void randomLoadsGetTheirSharesOfTheCost() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 6; round++) {
      int count = 2 + random.nextInt(4);
      Spec[] specs = new Spec[count];
      double weights = 0;
      for (int i = 0; i < count; i++) {
        int level = random.nextInt(8);
        weights += 8 - level;
        specs[i] = reader("reader " + i, bestEffort(level), 16 << random.nextInt(3), 96 / count);
      }
      List<ClosedLoop> loops = run("fairway", SETTLE, RUN, specs);
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += cost(loops.get(i), specs[i]);
      }
      for (int i = 0; i < count; i++) {
        double due = (8 - specs[i].priority().level()) / weights;
        assertThat(cost(loops.get(i), specs[i]) / sum / due).isBetween(0.95, 1.05);
      }
    }
  }

  private static double cost(ClosedLoop loop, Spec spec) {
    return loop.iops() * (spec.bytes() + 1280);
  }

  @Test
  void sharesFollowWeightsThatAreSwappedInTheMiddle() {
    QueueConfig config =
        QueueConfig.onDriver("sim-ssd")
            .withDriverOption("preset", "nvme-ssd")
            .withDriverOption("data", "0")
            .withElevator("fairway");
    try (VirtualLayer layer = new VirtualLayer(null, 1);
        RequestQueue queue = layer.open(config)) {
      Group first = layer.groups().create(layer.groups().root(), "first", 100);
      Group second = layer.groups().create(layer.groups().root(), "second", 300);
      Spec spec = reader("reader", bestEffort(4), 64, 64);
      List<ClosedLoop> loops =
          List.of(
              new ClosedLoop(layer, queue, spec, first, 1, 220 * MS, RUN),
              new ClosedLoop(layer, queue, spec, second, 2, 220 * MS, RUN));
      loops.forEach(ClosedLoop::begin);
      layer.after(
          200 * MS,
          () -> {
            layer.groups().weigh(first, 300);
            layer.groups().weigh(second, 100);
          });
      layer.time.runAll();
      assertThat(loops.getFirst().mib() / loops.getLast().mib()).isBetween(2.85, 3.15);
    }
  }

  @Test
  void loneReaderIsAsQuickAsWithoutAnElevator() {
    Spec reader = reader("reader", bestEffort(4), 4, 1);
    ClosedLoop none = run("none", SETTLE, RUN, reader).getFirst();
    ClosedLoop fairway = run("fairway", SETTLE, RUN, reader).getFirst();
    assertThat(fairway.iops()).isEqualTo(none.iops());
    assertThat(fairway.micros(99)).isEqualTo(none.micros(99));
  }
}
