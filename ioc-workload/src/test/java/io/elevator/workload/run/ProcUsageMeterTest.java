package io.elevator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcUsageMeterTest {
  private static final Instant NOW = Instant.parse("2026-11-03T19:18:21Z");

  @TempDir Path self;

  private void write(int ticks, int switches) throws IOException {
    Files.writeString(
        self.resolve("stat"),
        "17 (a )b) R 1 1 1 0 -1 0 100 0 3 0 " + ticks + " 20 0 0 20 0 9 0 5 6 7\n");
    for (String thread : new String[] {"1", "2"}) {
      Path folder = Files.createDirectories(self.resolve("task/" + thread));
      Files.writeString(
          folder.resolve("status"),
          "Name:\tx\nvoluntary_ctxt_switches:\t" + switches + "\nnonvoluntary_ctxt_switches:\t1\n");
    }
  }

  @Test
  void theFilesOfProcAreParsed() throws IOException {
    write(250, 7);

    assertThat(new ProcUsageMeter(self, () -> NOW).read())
        .isEqualTo(
            new UsageMeter.Reading(
                NOW, Duration.ofMillis(2500), Duration.ofMillis(200), 16, 3, 100));
  }

  @Test
  void usageIsTheDifferenceOfTwoReadings() throws IOException {
    write(250, 7);
    UsageMeter.Reading before = new ProcUsageMeter(self, () -> NOW).read();
    write(300, 10);
    UsageMeter.Reading after = new ProcUsageMeter(self, () -> NOW.plusSeconds(1)).read();

    assertThat(after.since(before)).isEqualTo(new ProcessUsage(50, 0, 6, 0, 0));
    assertThat(before.since(before)).isEqualTo(ProcessUsage.NONE);
  }

  @Test
  void aThreadThatEndedMeanwhileCountsAsZero() throws IOException {
    write(250, 7);
    Files.delete(self.resolve("task/2/status"));

    assertThat(new ProcUsageMeter(self, () -> NOW).read().contextSwitches()).isEqualTo(8);
  }

  @Test
  void withoutProcOnlyProcessorTimeIsKnown() {
    UsageMeter.Reading reading = new ProcUsageMeter(self.resolve("missing"), () -> NOW).read();

    assertThat(reading.system()).isZero();
    assertThat(reading.minorFaults()).isZero();
  }
}
