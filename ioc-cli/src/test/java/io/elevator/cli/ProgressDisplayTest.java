package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.run.ProgressSnapshot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private static final ProgressSnapshot SNAPSHOT =
      new ProgressSnapshot(1, "r", 1, 0.5, -1, List.of(0L, 0L, 0L), List.of(0L, 0L, 0L));

  private final StringWriter err = new StringWriter();
  private Instant now = Instant.EPOCH;

  private ProgressDisplay display(boolean watched) {
    return new ProgressDisplay(new PrintWriter(err), watched, () -> now);
  }

  @Test
  void withoutATerminalOnlyErrorsAreShown() {
    ProgressDisplay display = display(false);
    display.progress(SNAPSHOT);
    display.tell("laying out");
    display.complain("broken");
    display.clear();

    assertThat(err.toString()).isEqualTo("ioc: broken" + System.lineSeparator());
  }

  @Test
  void aProgressLineIsOverwrittenAndRemovedBeforeMessages() {
    ProgressDisplay display = display(true);
    display.progress(SNAPSHOT);
    display.complain("broken");

    assertThat(err.toString())
        .isEqualTo(
            "\rJobs: 1 (f=1): [r(1)][50.0%][eta --]\u001b[K\r\u001b[Kioc: broken"
                + System.lineSeparator());
  }

  @Test
  void updatesFasterThanFiveASecondAreSkipped() {
    ProgressDisplay display = display(true);
    display.progress(SNAPSHOT);
    now = now.plusMillis(50);
    display.progress(SNAPSHOT);
    String once = err.toString();
    now = now.plusMillis(500);
    display.progress(SNAPSHOT);

    assertThat(once).containsOnlyOnce("Jobs:");
    assertThat(err.toString().length()).isEqualTo(2 * once.length());
  }
}
