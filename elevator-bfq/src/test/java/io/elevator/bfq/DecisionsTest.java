package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;

/**
 * Tests that decisions are reported with their reasons and that the elevator's figures can be read.
 */
class DecisionsTest {

  private final Bench bench = Bench.hdd();

  private void runALittle() {
    TestTask task = bench.task("t");
    for (int i = 0; i < 3; i++) {
      FakeRequest rq = bench.read(task, i * 8L, 8);
      bench.dispatch();
      bench.advance(Bench.MILLI);
      bench.complete(rq);
      bench.advance(60 * Bench.MILLI);
    }
  }

  @Test
  void listenerReceivesEachDecision() {
    bench.listen();
    runALittle();
    assertThat(bench.decisions())
        .startsWith("raise interactive", "serve turn", "idle alone", "expire too-idle")
        .contains("raise soft-real-time");
  }

  @Test
  void everyReportedDecisionHasADescription() {
    bench.listen();
    runALittle();
    assertThat(new BfqElevatorType().decisions())
        .allSatisfy(each -> assertThat(each.meaning()).endsWith("."))
        .extracting(each -> each.decision() + " " + each.reason())
        .doesNotHaveDuplicates()
        .containsAll(bench.decisions())
        .contains("burst large", "split seeky", "inject own-async", "unraise low-latency-off");
  }

  @Test
  void noDecisionIsReportedWithoutListener() {
    runALittle();
    assertThat(bench.decisions()).isEmpty();
  }

  @Test
  void stateContainsDriveQueueAndReasons() {
    TestTask task = bench.task("t");
    bench.read(task, 0, 8);
    bench.read(task, 100_000, 8);
    bench.dispatch();

    assertThat(bench.figures())
        .containsEntry("peak_rate_kib_per_s", 71_205L)
        .containsEntry("max_budget_sectors", 16_384L)
        .containsEntry("drive_queues", "unknown")
        .containsEntry("queued", 1L)
        .containsEntry("in_driver", 1L)
        .containsEntry("busy_best_effort", 1L)
        .containsEntry("busy_raised", 1L)
        .containsEntry("in_service.weight", 1200L)
        .containsEntry("in_service.raising_coefficient", 30L)
        .containsEntry("raised.interactive", 1L)
        .containsEntry("queues.created", 1L);
  }
}
