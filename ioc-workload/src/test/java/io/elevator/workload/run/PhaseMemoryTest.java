package io.elevator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.files.FilePlan;
import io.elevator.workload.files.FilePlanner;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.AccessSpec;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.memory.MemoryBudget;
import io.elevator.workload.pattern.IoPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the memory that jobs request is counted before it is allocated. */
class PhaseMemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private final MemoryBudget heap = new MemoryBudget(16 * MIB, "heap");
  private final MemoryBudget buffers = new MemoryBudget(64 * MIB, "outside");

  private List<AccessSpec> reserve(String jobs) throws IOException {
    Path file = Files.writeString(folder.resolve("m.fio"), jobs);
    FilePlan plan =
        new FilePlanner(job -> "null", driver -> false, path -> -1L)
            .plan(JobResolver.resolve(JobFileReader.read(file.toString()), List.of()).jobs());
    List<AccessSpec> accesses = new ArrayList<>();
    try (PhaseMemory memory = new PhaseMemory(heap.part(), buffers.part())) {
      plan.jobs().forEach(job -> accesses.add(memory.reserve(job, notes::add)));
    }
    return accesses;
  }

  private void isRefused(String jobs, String... words) {
    assertThatThrownBy(() -> reserve(jobs))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(words);
    assertThat(heap.taken()).isZero();
    assertThat(buffers.taken()).isZero();
  }

  @Test
  void aRandomMapThatIsTooLargeIsRefusedWithItsJobAndARemedy() throws IOException {
    String jobs = "[big]\nrw=randwrite\nbs=512\nsize=100t\n";

    isRefused(
        jobs,
        "m.fio:4: size=100t: job big: the map of",
        "214748364800 random blocks",
        "norandommap");
    assertThat(reserve(jobs + "norandommap\n").getFirst().randomMap()).isFalse();
    assertThat(notes).isEmpty();
  }

  @Test
  void softrandommapContinuesWithoutTheMapAndANoteSaysSo() throws IOException {
    AccessSpec access = reserve("[a]\nrw=randread\nsize=16t\nsoftrandommap=1\n").getFirst();

    assertThat(access.randomMap()).isFalse();
    assertThat(notes).singleElement().asString().contains("job a: ", "softrandommap goes on");
    assertThat(reserve("[a]\nrw=randread\nsize=16g\nsoftrandommap=1\n").getFirst().randomMap())
        .as("there is memory for it")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rw=write\nsize=16t\n",
        "rw=randrw\nbs=4k,8k\nsize=16t\n",
        "rw=randread\nsize=16t\nrandom_generator=lfsr\n",
        "rw=randread\nsize=16t\nrandom_distribution=zipf:1.2\n",
        "rw=randread:8\nsize=16t\n",
        "rw=randread\nsize=16t\nzonemode=strided\nzonesize=1m\n"
      })
  void aJobThatKeepsNoMapNeedsNoMemoryForOne(String options) throws IOException {
    assertThat(reserve("[a]\n" + options)).hasSize(1);
  }

  @Test
  void buffersOfAllJobsOfAPhaseCountTogether() throws IOException {
    assertThat(reserve("[a]\nbs=1m\nsize=1g\niodepth=16\nnumjobs=4\n")).hasSize(4);
    isRefused(
        "[a]\nbs=1m\nsize=1g\niodepth=16\nnumjobs=5\n",
        "m.fio:4: iodepth=16: job a: one buffer of 1048576 bytes for each of 16 I/Os in flight",
        "needs 16 MiB",
        "64 MiB are taken");
  }

  @Test
  void theStatisticsOfTooManyJobsAreRefused() {
    isRefused(
        "[a]\nsize=1m\nnumjobs=100\n", "m.fio:3: numjobs=100: job a: one more job with 1 file");
  }

  @Test
  void mapsOfSeveralFilesAreCountedTogether() {
    assertThat(IoPattern.mapBytes(1 << 20, 3)).isBetween(131_072L + 2_080, 131_072L + 3_000);
  }
}
