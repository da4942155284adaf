package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.bfq.Scenario.Load;
import io.elevator.testkit.fake.FakeGroup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guarantees of BFQ to tasks that share a disk which performs one request at a time. Each guarantee
 * is tested with several seeds.
 */
class GuaranteesTest {

  private static final int SECTORS_64_KIB = 128;
  private static final int SECTORS_4_KIB = 8;

  /** Priority levels that correspond to the weights 10, 20, 40 and 80. */
  private static final int[] LEVELS = {7, 6, 4, 0};

  private static Scenario disk(int seed, boolean lowLatency) {
    Bench bench = Bench.hdd();
    if (!lowLatency) {
      bench.set("low_latency", 0);
    }
    return new Scenario(bench, 1, seed);
  }

  private static Load reader(Scenario on, String name, int level, boolean sequential) {
    TestTask task = on.bench.task(name, 2, level);
    return sequential
        ? on.sequentialReader(task, SECTORS_64_KIB, 4)
        : on.randomReader(task, SECTORS_4_KIB, 4);
  }

  /**
   * Compares the shares of bytes with the shares of weights (1:2, or 1:2:4:8 in turn). A service
   * slot lasts up to 125 ms. So within 10 s the reader with the smallest weight of 16 is entitled
   * to two or three slots, and may get one more or one less; within one minute this error is small.
   */
  @ParameterizedTest
  @CsvSource({
    "2, true, 0.029", "8, true, 0.105", "16, true, 0.276",
    "2, false, 0.0275", "8, false, 0.2875", "16, false, 0.33"
  })
  void sharesFollowWeights(int readers, boolean sequential, double largestError) {
    for (int seed = 1; seed <= 2; seed++) {
      Scenario scenario = disk(seed, false);
      Load[] loads = new Load[readers];
      int weights = 0;
      int distinct = Math.min(readers, LEVELS.length);
      for (int i = 0; i < readers; i++) {
        int level = LEVELS[i % distinct];
        loads[i] = reader(scenario, "t" + i, level, sequential);
        weights += weight(i, distinct);
      }
      scenario.run(Scenario.seconds(60));
      for (int i = 0; i < readers; i++) {
        Load load = loads[i];
        double due = (double) weight(i, distinct) / weights;
        assertThat(scenario.share(load) / due)
            .as("share of %s, seed %d", load.task, seed)
            .isBetween(1 - largestError, 1 + largestError);
      }
    }
  }

  private static int weight(int index, int distinct) {
    return 10 * (8 - LEVELS[index % distinct]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void equalWeightsGiveEqualServiceNotEqualRequestCounts(int seed) {
    Scenario scenario = disk(seed, false);
    Load small = scenario.sequentialReader(scenario.bench.task("small"), 64, 2);
    scenario.run(
        Scenario.seconds(1)); // started later, because BFQ would merge tasks that start together
    Load large = scenario.sequentialReader(scenario.bench.task("large"), 1024, 2);
    scenario.run(Scenario.seconds(1));
    scenario.resetCounts();
    scenario.run(Scenario.seconds(30));

    assertThat(scenario.share(small)).isBetween(0.48, 0.52);
    assertThat(small.requests).isGreaterThan(10 * large.requests);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void realTimeIsServedFirstAndBestEffortGetsTheRemainder(int seed) {
    Scenario scenario = disk(seed, false);
    Load realTime =
        scenario
            .randomReader(scenario.bench.task("rt", 1, 4), SECTORS_4_KIB, 1)
            .thinking(Scenario.seconds(0.05));
    Load best = scenario.sequentialReader(scenario.bench.task("be", 2, 4), SECTORS_64_KIB, 4);
    scenario.run(Scenario.seconds(20));

    // The wait is at most the request in flight, a seek and a rotation.
    assertThat(realTime.longestWait).isLessThan(Scenario.seconds(0.025));
    assertThat(best.done).isGreaterThan(2_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void idleClassIsServedLastButDoesNotStarve(int seed) {
    Scenario scenario = disk(seed, false);
    Load best = scenario.sequentialReader(scenario.bench.task("be", 2, 4), SECTORS_64_KIB, 4);
    Load idle = scenario.sequentialReader(scenario.bench.task("idle", 3, 0), SECTORS_64_KIB, 4);
    scenario.run(Scenario.seconds(20));

    assertThat(scenario.share(best)).isGreaterThan(0.9);
    assertThat(idle.requests).isGreaterThan(50);
    assertThat(idle.longestWait).isLessThan(Scenario.seconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void startingTaskReadsTenMegabytesInBoundedTimeUnderAnyBackgroundLoad(int seed) {
    Scenario alone = disk(seed, true);
    Load undisturbed = tenMegabytes(alone).startingAt(alone.bench.now());
    alone.run(Scenario.seconds(5));

    Scenario scenario = disk(seed, true);
    for (int i = 0; i < 2 + 2 * seed; i++) {
      reader(scenario, "background" + i, 4, i % 2 == 0);
      scenario.run(Scenario.seconds(0.4));
    }
    scenario.writer(scenario.bench.task("writer"), SECTORS_64_KIB, 16);
    scenario.run(Scenario.seconds(30));
    Load starting = tenMegabytes(scenario).startingAt(scenario.bench.now());
    scenario.run(Scenario.seconds(5));

    assertThat(starting.isFinished()).isTrue();
    assertThat(starting.elapsed()).isLessThan(3 * undisturbed.elapsed());
  }

  private static Load tenMegabytes(Scenario on) {
    return on.sequentialReader(on.bench.task("starting"), SECTORS_64_KIB, 1)
        .thinking(100_000)
        .reading(20_480);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void softRealTimeReaderKeepsItsPeriod(int seed) {
    long period = Scenario.seconds(0.06);
    Scenario scenario = disk(seed, true);
    for (int i = 0; i < 4; i++) {
      reader(scenario, "background" + i, 4, i % 2 == 0);
      scenario.run(Scenario.seconds(0.4));
    }
    scenario.run(Scenario.seconds(20));
    Load player =
        scenario
            .sequentialReader(scenario.bench.task("player"), SECTORS_64_KIB, 1)
            .every(period)
            .startingAt(scenario.bench.now());
    scenario.run(Scenario.seconds(1));
    scenario.resetCounts();
    scenario.run(Scenario.seconds(20));

    assertThat(player.requests).isGreaterThan(330);
    assertThat(player.longestWait).isLessThan(period);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void groupsShareByWeightIndependentOfTheirNumberOfReaders(int seed) {
    Scenario scenario = disk(seed, false);
    FakeGroup light = scenario.bench.group("light", null, 100);
    FakeGroup heavy = scenario.bench.group("heavy", null, 300);
    Load one = inGroup(scenario, light, "one");
    Load two = inGroup(scenario, light, "two");
    Load three = inGroup(scenario, heavy, "three");
    scenario.run(Scenario.seconds(30));

    assertThat(scenario.share(three)).isBetween(0.74, 0.76);
    assertThat(scenario.share(one)).isBetween(0.115, 0.135);
    assertThat(scenario.share(two)).isBetween(0.115, 0.135);
  }

  private static Load inGroup(Scenario scenario, FakeGroup group, String name) {
    TestTask task = scenario.bench.task(name);
    task.group(group);
    return scenario.sequentialReader(task, SECTORS_64_KIB, 4);
  }

  /**
   * A drive that queues several requests serves them in its own order, and BFQ does not idle for
   * random readers on it, so all readers get nearly equal shares whatever their weights are. With
   * strict guarantees BFQ does not use the drive's queue, and the shares follow the weights.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void onlyStrictGuaranteesKeepSharesOnADriveThatQueues(int seed) {
    assertThat(worstErrorOnFastDrive(seed, false)).isGreaterThan(0.5);
    assertThat(worstErrorOnFastDrive(seed, true)).isLessThan(0.3);
  }

  private static double worstErrorOnFastDrive(int seed, boolean strict) {
    Bench bench = Bench.ssd();
    bench.set("low_latency", 0);
    bench.set("strict_guarantees", strict ? 1 : 0);
    Scenario scenario = new Scenario(bench, 8, seed);
    Load[] loads = new Load[8];
    int weights = 0;
    for (int i = 0; i < loads.length; i++) {
      loads[i] = reader(scenario, "t" + i, LEVELS[i % 4], false);
      weights += weight(i, 4);
      scenario.run(Scenario.seconds(0.7)); // started apart, so that BFQ merges none of them
    }
    scenario.resetCounts();
    scenario.run(Scenario.seconds(10));
    double worst = 0;
    for (int i = 0; i < loads.length; i++) {
      double due = (double) weight(i, 4) / weights;
      worst = Math.max(worst, Math.abs(scenario.share(loads[i]) / due - 1));
    }
    return worst;
  }
}
