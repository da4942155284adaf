package io.elevator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.job.BatchSpec;
import org.junit.jupiter.api.Test;

class DepthGateTest {
  private static final int DEPTH = 8;

  @Test
  void theGateIsOpenBelowTheDepth() {
    DepthGate gate = new DepthGate(BatchSpec.defaults(DEPTH));

    assertThat(gate.closesAt(DEPTH - 1, DEPTH)).isFalse();
    assertThat(gate.holdsBack(DEPTH - 1, DEPTH)).isFalse();
  }

  @Test
  void aFullJobSubmitsAgainAfterOneEndByDefault() {
    DepthGate gate = new DepthGate(BatchSpec.defaults(DEPTH));

    assertThat(gate.closesAt(DEPTH, DEPTH)).isTrue();
    assertThat(gate.closesAt(DEPTH, DEPTH)).isFalse();
    assertThat(gate.holdsBack(DEPTH, DEPTH)).isTrue();
    gate.ended(1);
    assertThat(gate.holdsBack(DEPTH - 1, DEPTH)).isFalse();
  }

  @Test
  void aFullJobWaitsForEnoughEndsAndForFewInFlight() {
    DepthGate gate = new DepthGate(new BatchSpec(1, 3, 3, 2));

    gate.closesAt(DEPTH, DEPTH);
    gate.ended(3);
    assertThat(gate.holdsBack(5, DEPTH)).isTrue();
    gate.ended(3);
    assertThat(gate.holdsBack(2, DEPTH)).isFalse();
  }

  @Test
  void theGateStaysClosedIfTheDepthHasBeenLoweredMeanwhile() {
    DepthGate gate = new DepthGate(BatchSpec.defaults(DEPTH));

    gate.closesAt(DEPTH, DEPTH);
    gate.ended(4);
    assertThat(gate.holdsBack(4, 4)).isTrue();
    assertThat(gate.holdsBack(3, 4)).isFalse();
  }

  @Test
  void aJobWithNothingInFlightNeverWaits() {
    DepthGate gate = new DepthGate(new BatchSpec(1, 8, 8, 1));

    gate.closesAt(DEPTH, DEPTH);
    assertThat(gate.holdsBack(0, DEPTH)).isFalse();
  }
}
