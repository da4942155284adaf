package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.elevator.workload.input.Mutations;
import io.elevator.workload.input.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests that a job file with random changes is read either as jobs or with a clear user error, and
 * never causes another exception.
 */
class JobFileFuzzTest {
  private static final int FILES = 4_000;

  private static final List<String> VALID =
      List.of(
          """
          [global]
          size=64m
          rw=randrw
          bs=4k,8k
          [a]
          iodepth=8
          rwmixread=70
          [b]
          stonewall
          """,
          """
          [a]
          rw=randread
          size=(2*4m)
          bsrange=4k-64k
          random_distribution=zipf:1.2
          loops=2
          """,
          """
          [a]
          rw=write
          bssplit=4k/10:64k/90
          filename=x:y
          offset=10%
          thinktime=200us
          """,
          """
          [a]
          size=8*$pagesize
          rate=1m,500k
          runtime=10s
          time_based
          numjobs=3
          """,
          """
          [a]
          rw=randwrite
          size=1m
          verify=crc32c
          verify_pattern=0xdeadbeef
          buffer_pattern="ab"
          """,
          """
          [a]
          rw=randtrim
          size=1m
          random_distribution=zoned:50/5:30/15:20/80
          prioclass=2
          prio=3
          """,
          """
          [a]
          size=4m
          write_bw_log=x
          log_avg_msec=100
          percentile_list=50:99:99.9
          latency_target=5ms
          latency_window=1s
          latency_percentile=99
          unit_base=8
          """,
          """
          [a]
          size=1m
          steadystate=iops:5%
          ss_dur=10
          cmdprio_bssplit=4k/50/1/0
          group=a/b
          weight=100
          """,
          """
          [a]
          filesize=1m-2m
          nrfiles=4
          file_service_type=random:8
          rw=read:8k
          zonesize=64k
          zoneskip=64k
          """);

  @Test
  void randomChangesOfAJobFileEndInJobsOrAUserError() {
    int good = 0;
    for (long seed = 0; seed < FILES; seed++) {
      String text = new Mutations(seed).of(VALID);
      try {
        JobFiles.resolve(text);
        good++;
      } catch (UserError e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ": " + e + " for\n" + text, e);
      }
    }
    // Both results must occur often: some changed files are valid and others are not.
    assertThat(good).isBetween(FILES / 100, FILES - FILES / 100);
  }

  @Test
  void theJobFilesAreValidBeforeTheirRandomChanges() {
    VALID.forEach(JobFiles::resolve);
  }
}
