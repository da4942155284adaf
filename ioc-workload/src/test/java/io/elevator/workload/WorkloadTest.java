package io.elevator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.PriorityClass;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private static JobDefinition reader() {
    return JobDefinition.named("reader")
        .withAccess(Access.RANDOM_READ)
        .withSizeBytes(MIB)
        .withBlockBytes(4096)
        .withDepth(8);
  }

  @Test
  void aJobFileOnASimulatedDriveGivesFiguresForEachJobAndDirection() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("two.fio"),
            "[global]\ndriver=sim-ssd\nsize=1m\n[r]\nrw=read\nbs=64k\n[w]\nrw=write\nbs=32k\n");

    WorkloadResult result = WorkloadRunner.create().run(Workload.read(file));

    assertThat(result.jobs()).extracting(JobResult::name).containsExactly("r", "w");
    DirectionResult reads = result.job("r").reads();
    assertThat(reads.ios()).isEqualTo(16);
    assertThat(reads.bytes()).isEqualTo(MIB);
    assertThat(reads.latency().count()).isEqualTo(16);
    assertThat(reads.latency().percentileNanos()).containsKey(99.0);
    assertThat(reads.latency().percentileNanos().get(50.0))
        .isBetween(reads.latency().minNanos(), reads.latency().maxNanos());
    assertThat(result.job("r").writes().ios()).isZero();
    assertThat(result.job("w").writes().ios()).isEqualTo(32);
    assertThat(result.job("w").status()).isEqualTo(BioStatus.OK);
    assertThat(result.elapsed()).isPositive();
    assertThat(result.failed()).isFalse();
    assertThat(result.cancelled()).isFalse();
  }

  @Test
  void aJobBuiltInJavaGivesTheSameResultAsItsJobFile() {
    Workload text =
        Workload.parse(
            "text",
            """
            [reader]
            rw=randread
            size=1m
            bs=4k
            iodepth=8
            driver=sim-ssd
            numjobs=2
            group=db
            weight=300
            prioclass=2
            prio=1
            """);
    Workload built =
        Workload.of(
            reader()
                .withDriver("sim-ssd")
                .withClones(2)
                .withGroup("db", 300)
                .withPriority(PriorityClass.BEST_EFFORT, 1));

    WorkloadResult expected = WorkloadRunner.create().run(text);

    assertThat(built.jobNames()).containsExactly("reader", "reader");
    assertThat(WorkloadRunner.create().run(built)).isEqualTo(expected);
  }

  @Test
  void anotherSeedDrawsDifferentOffsets() {
    Workload workload = Workload.of(reader().withDriver("sim-hdd"));

    WorkloadResult first = WorkloadRunner.create().run(workload);

    assertThat(WorkloadRunner.create().withSeed(2).run(workload).elapsed())
        .isNotEqualTo(first.elapsed());
  }

  @Test
  void aQueueAndALayerGivenByTheApplicationStayOpenAfterARun() {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = BlockLayers.builder().time(time).build();
        RequestQueue queue =
            layer.open(QueueConfig.onDriver("sim-ssd").withElevator("none").withName("disk"))) {
      WorkloadResult result = WorkloadRunner.on(layer, queue).run(Workload.of(reader()));

      assertThat(result.job("reader").reads().ios()).isEqualTo(256);
      assertThat(layer.queues()).containsExactly(queue);
      assertThat(WorkloadRunner.on(layer, queue).run(Workload.of(reader())).failed()).isFalse();
    }
  }

  @Test
  void queuesThatARunOpensOnALayerAreClosed() {
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = BlockLayers.builder().time(time).build()) {
      WorkloadResult result =
          WorkloadRunner.on(layer)
              .withDriver("sim-ssd")
              .withElevator("none")
              .run(Workload.of(reader()));

      assertThat(result.job("reader").reads().bytes()).isEqualTo(MIB);
      assertThat(layer.queues()).isEmpty();
    }
  }

  @Test
  void aLayerInRealTimeRunsJobsOfItsDrivers() {
    try (BlockLayer layer = BlockLayers.builder().build()) {
      WorkloadResult result =
          WorkloadRunner.on(layer).withDriver("null").run(Workload.of(reader()));

      assertThat(result.job("reader").reads().ios()).isEqualTo(256);
    }
  }

  @Test
  void aDriverInVirtualTimeIsRefusedOnALayerInRealTime() {
    try (BlockLayer layer = BlockLayers.builder().build()) {
      WorkloadRunner runner = WorkloadRunner.on(layer).withDriver("sim-ssd");

      assertThatThrownBy(() -> runner.run(Workload.of(reader())))
          .isInstanceOf(WorkloadException.class)
          .hasMessageContaining("job reader", "'sim-ssd'", "virtual time");
    }
  }

  @Test
  void cancelEndsAnUnlimitedRunAndItsFiguresAreReturned() {
    Workload endless =
        Workload.of(
            reader().withDriver("null").withRuntime(Duration.ofDays(1)).repeatedUntilRuntime());

    try (WorkloadRun run = WorkloadRunner.create().start(endless)) {
      run.cancel();
      WorkloadResult result = run.await();

      assertThat(result.cancelled()).isTrue();
      assertThat(run.isDone()).isTrue();
    }
  }

  @Test
  void closingARunEndsIt() {
    Workload endless =
        Workload.of(
            reader().withDriver("null").withRuntime(Duration.ofDays(1)).repeatedUntilRuntime());
    WorkloadRun run = WorkloadRunner.create().start(endless);

    run.close();

    assertThat(run.isDone()).isTrue();
    assertThat(run.await().cancelled()).isTrue();
  }

  @Test
  void aRefusedValueInAJobFileIsReportedWithFileLineOptionAndExpectation() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.fio"), "[a]\nsize=1m\niodepth=many\n");

    assertThatThrownBy(() -> Workload.read(file))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContainingAll("bad.fio:3:", "iodepth=many", "expected a whole number");
  }

  @Test
  void aRefusedValueOfABuiltJobIsReportedWithJobOptionAndExpectation() {
    assertThatThrownBy(() -> Workload.of(reader().withDepth(0)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContainingAll("job 'reader':", "iodepth=0", "expected 1 to");
    assertThatThrownBy(() -> Workload.of(reader().withOption("iodeth", "4")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContainingAll("job 'reader':", "no such option: 'iodeth'", "iodepth");
  }

  @Test
  void aJobOnAnOpenQueueMayNotAskForAnElevatorOrADriver() {
    try (BlockLayer layer = BlockLayers.builder().build();
        RequestQueue queue = layer.open(QueueConfig.onDriver("null").withElevator("none"))) {
      WorkloadRunner runner = WorkloadRunner.on(layer, queue);

      assertThatThrownBy(() -> runner.run(Workload.of(reader().withDriver("null"))))
          .isInstanceOf(WorkloadException.class)
          .hasMessageContainingAll("job reader", "is open already", "expected no driver");
      assertThatThrownBy(() -> runner.withElevator("none"))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aQueueOfAnotherLayerIsRefused() {
    try (BlockLayer layer = BlockLayers.builder().build();
        BlockLayer other = BlockLayers.builder().build();
        RequestQueue queue = other.open(QueueConfig.onDriver("null").withElevator("none"))) {
      assertThatThrownBy(() -> WorkloadRunner.on(layer, queue))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no open queue of the given layer");
    }
  }

  @Test
  void aFileWithAColonInItsNameIsOneFile() {
    Workload workload = Workload.of(reader().withFile(folder.resolve("a:b")).withDriver("file"));

    WorkloadResult result = WorkloadRunner.create().run(workload);

    assertThat(result.job("reader").reads().bytes()).isEqualTo(MIB);
    assertThat(folder.resolve("a:b")).isRegularFile().hasSize(MIB);
  }
}
