package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobResolverTest {
  @Test
  void aJobInheritsFromTheGlobalSectionsAboveIt() {
    JobSet workload =
        JobFiles.resolve("[global]\nbs=8k\nsize=1m\n[a]\n[global]\nbs=16k\n[b]\niodepth=4\n");

    assertThat(workload.jobs())
        .extracting(job -> job.spec().name(), job -> job.spec().access().blockSizes().read().min())
        .containsExactly(tuple("a", 8192), tuple("b", 16384));
    assertThat(workload.jobs().get(1).spec().files().size())
        .isEqualTo(new SizeLimit.Bytes(1 << 20));
    assertThat(workload.globalOptions()).containsExactly(entry("bs", "16k"), entry("size", "1m"));
    assertThat(workload.sectionOptions().get(1)).containsExactly(entry("iodepth", "4"));
  }

  @Test
  void theLaterOfTwoValuesWinsAndTheCommandLineOverridesAll() {
    Assignment override = new Assignment(SourcePosition.commandLine("--size"), "size", "12k");

    assertThat(JobFiles.job("size=4k\nsize=8k\n").files().size())
        .isEqualTo(new SizeLimit.Bytes(8192));
    assertThat(JobFiles.resolve("[j]\nsize=4k\n", override).jobs().getFirst().spec().files().size())
        .isEqualTo(new SizeLimit.Bytes(12288));
  }

  @Test
  void aMistakeOnTheCommandLineIsReportedWithItsOption() {
    Assignment override = new Assignment(SourcePosition.commandLine("--size"), "size", "12q");

    assertThatThrownBy(() -> JobFiles.resolve("[j]\nsize=4k\n", override))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--size: size=12q: 'q' in '12q' is not a unit; expected a whole number such as 8, 4k or 1m");
  }

  @Test
  void aMistakeInTheLastLineIsFoundBeforeAnyJobIsCreated() {
    assertThatThrownBy(() -> JobFiles.resolve("[a]\nsize=1x\n[b]\nfoo=1\n"))
        .hasMessage("t.fio:4: foo=1: no such option: 'foo'");
  }

  @Test
  void theBaseOfUnitsAppliesToEarlierLinesToo() {
    assertThat(JobFiles.job("size=8k\nkb_base=1000\n").files().size())
        .isEqualTo(new SizeLimit.Bytes(8000));
  }

  @Test
  void clonesOfAJobAreConsecutive() {
    JobSet workload = JobFiles.resolve("[a]\nnumjobs=2\nsize=1m\n[b]\nsize=1m\n");

    assertThat(workload.jobs())
        .extracting(Job::index, Job::section, job -> job.spec().cloneNumber())
        .containsExactly(tuple(0, 0, 0), tuple(1, 0, 1), tuple(2, 1, 0));
  }

  @Test
  void stonewallBeginsAPhaseAndAGroupForAllClones() {
    JobSet workload =
        JobFiles.resolve(
            "[a]\nstonewall\n[b]\nstonewall\nnumjobs=2\n[c]\n[d]\nnew_group\n[e]\nwait_for_previous\n");

    assertThat(workload.jobs())
        .extracting(job -> job.spec().name(), Job::phase, Job::group)
        .containsExactly(
            tuple("a", 0, 0),
            tuple("b", 1, 1),
            tuple("b", 1, 1),
            tuple("c", 1, 1),
            tuple("d", 1, 2),
            tuple("e", 2, 3));
    assertThat(workload.phases()).isEqualTo(3);
    assertThat(workload.phase(1)).hasSize(4);
  }

  @Test
  void groupReportingJoinsAJobToTheEntryBeforeIt() {
    JobSet workload =
        JobFiles.resolve(
            "[a]\n[b]\ngroup_reporting\nnumjobs=2\n[c]\n[d]\ngroup_reporting\n[e]\nstonewall\ngroup_reporting\n");

    assertThat(workload.reportEntries())
        .extracting(entry -> entry.stream().map(job -> job.spec().name()).toList())
        .containsExactly(List.of("a", "b", "b"), List.of("c", "d"), List.of("e"));
  }

  @Test
  void notesNameOptionsWithoutEffect() {
    JobSet workload =
        JobFiles.resolve(
            "[a]\ntime_based\n[b]\nioengine=psync\niodepth=8\n[c]\nioengine=libaio\niodepth=8\n");

    assertThat(workload.notes())
        .containsExactly(
            "a: time_based has no effect without runtime",
            "b: the engine psync is synchronous, so iodepth=8 is taken as 1");
    assertThat(workload.jobs())
        .extracting(job -> job.spec().pace().depth())
        .containsExactly(1, 1, 8);
    assertThat(workload.jobs().getFirst().spec().pace().timeBased()).isFalse();
  }
}
