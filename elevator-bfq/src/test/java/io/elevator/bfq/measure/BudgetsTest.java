package io.elevator.bfq.measure;

import static io.elevator.bfq.measure.SlotEnd.BUDGET_EXHAUSTED;
import static io.elevator.bfq.measure.SlotEnd.BUDGET_TIMEOUT;
import static io.elevator.bfq.measure.SlotEnd.NO_MORE_REQUESTS;
import static io.elevator.bfq.measure.SlotEnd.PREEMPTED;
import static io.elevator.bfq.measure.SlotEnd.TOO_IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetsTest {

  private final Budgets budgets = new Budgets();

  private int after(int old, SlotEnd end, int charged, boolean inFlight) {
    return budgets.afterSlot(old, true, false, end, charged, inFlight);
  }

  @Test
  void budgetsFollowTheWorkedExample() {
    int budget = budgets.initial();
    assertThat(budget).isEqualTo(10_922);
    budget = after(budget, BUDGET_EXHAUSTED, budget, false);
    assertThat(budget).isEqualTo(16_384);
    budget = after(budget, TOO_IDLE, 100, false);
    assertThat(budget).isEqualTo(14_336);
    budget = after(budget, TOO_IDLE, 100, true);
    assertThat(budget).isEqualTo(16_384);
    budget = after(budget, NO_MORE_REQUESTS, 96, false);
    assertThat(budget).isEqualTo(512);
    budget = after(budget, BUDGET_TIMEOUT, 100, false);
    assertThat(budget).isEqualTo(1024);
    budget = after(budget, PREEMPTED, 100, false);
    assertThat(budget).isEqualTo(1024);
    budget = after(budget, TOO_IDLE, 100, false);
    assertThat(budget).isEqualTo(512);
    budget = after(budget, BUDGET_EXHAUSTED, 512, false);
    assertThat(budget).isEqualTo(2048);
  }

  @Test
  void raisedQueuesGetSmallBudgetsAndAsynchronousQueuesTheLargest() {
    assertThat(budgets.afterSlot(9000, true, true, BUDGET_EXHAUSTED, 9000, false)).isEqualTo(1024);
    assertThat(budgets.afterSlot(500, false, false, TOO_IDLE, 8, false)).isEqualTo(16_384);
    assertThat(budgets.raised()).isEqualTo(1024);
  }

  @Test
  void budgetBecomesTheServedAmountWhenRequestsRunOut() {
    assertThat(after(16_384, NO_MORE_REQUESTS, 5000, false)).isEqualTo(5000);
  }

  @Test
  void measuredMaximumIsUsedFromTheEleventhSlot() {
    budgets.setAutomaticMax(12_130);
    int[] averages = {32, 60, 84, 105, 123, 139, 153, 165, 176, 186, 194};
    for (int average : averages) {
      assertThat(budgets.max()).isEqualTo(16_384);
      budgets.slotAssigned();
      assertThat(budgets.slots()).isEqualTo(average);
    }
    assertThat(budgets.max()).isEqualTo(12_130);
    assertThat(budgets.min()).isEqualTo(379);
    for (int i = 0; i < 1000; i++) {
      budgets.slotAssigned();
    }
    assertThat(budgets.slots()).isEqualTo(249);
  }

  @Test
  void budgetsAreBoundedByTheDriveOnceThereIsHistory() {
    for (int i = 0; i < 11; i++) {
      budgets.slotAssigned();
    }
    budgets.setAutomaticMax(4000);
    assertThat(after(10_922, NO_MORE_REQUESTS, 9000, false)).isEqualTo(4000);
  }

  @Test
  void fixedMaximumIsNotChangedByThePeakRate() {
    budgets.setUserMax(2000, 12_130);
    budgets.setAutomaticMax(9000);
    assertThat(budgets.deviceMax()).isEqualTo(2000);
    assertThat(budgets.userMax()).isEqualTo(2000);

    budgets.setUserMax(0, 12_130);
    assertThat(budgets.deviceMax()).isEqualTo(12_130);
    budgets.setAutomaticMax(9000);
    assertThat(budgets.deviceMax()).isEqualTo(9000);
  }
}
