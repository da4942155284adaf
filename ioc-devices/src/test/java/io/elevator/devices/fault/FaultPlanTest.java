package io.elevator.devices.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultPlanTest {
  @Test
  void aPlanIsParsedIntoRulesWithTheirConditions() {
    FaultPlan plan =
        FaultPlan.parse(
            "fail=medium op=read+write sectors=10-20 share=0.25 count=3; late=5s, nth=7;"
                + " powercut=10ms loss=1 skip=4 every=9 from=1s until=2s;");
    assertThat(plan.isEmpty()).isFalse();
    assertThat(plan.cutsPower()).isTrue();
    assertThat(plan.rules()).hasSize(3);
    FaultRule fail = plan.rules().get(0);
    assertThat(fail.action()).isEqualTo(FaultAction.FAIL);
    assertThat(fail.status()).isEqualTo(BioStatus.MEDIUM);
    assertThat(fail.operations()).containsExactly(Operation.READ, Operation.WRITE);
    assertThat(fail.firstSector()).isEqualTo(10);
    assertThat(fail.lastSector()).isEqualTo(20);
    assertThat(fail.share()).isEqualTo(0.25);
    assertThat(fail.most()).isEqualTo(3);
    FaultRule late = plan.rules().get(1);
    assertThat(late.nanos()).isEqualTo(5_000_000_000L);
    assertThat(late.nth()).isEqualTo(7);
    FaultRule cut = plan.rules().get(2);
    assertThat(cut.loss()).isEqualTo(1);
    assertThat(cut.skip()).isEqualTo(4);
    assertThat(cut.every()).isEqualTo(9);
    assertThat(cut.fromNanos()).isEqualTo(1_000_000_000L);
    assertThat(cut.untilNanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void anEmptyTextIsAPlanWithoutFaults() {
    assertThat(FaultPlan.parse("").isEmpty()).isTrue();
    assertThat(FaultPlan.parse(" ; ").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explode | 'explode' is no fault; expected one of fail, delay",
        "delay | lacks a time; expected delay=TIME",
        "delay=soon | 'soon' cannot be read",
        "busy=medium | expected resource or dev_resource",
        "requeue=3 | requeue takes no value",
        "fail=ok | 'ok' is no status",
        "fail op=jump | op=jump is no operation",
        "fail colour=red | 'colour' in 'fail colour=red' is no condition",
        "fail nth | 'nth' in 'fail nth' is no condition; expected NAME=VALUE",
        "fail nth=0 | nth=0 is out of range",
        "fail share=2 | share=2 is out of range",
        "fail share=half | share=half cannot be read"
      })
  void aPlanThatCannotBeParsedIsRefusedWithTheReason(String text, String message) {
    assertThatThrownBy(() -> FaultPlan.parse(text))
        .isInstanceOf(AttributeException.class)
        .hasMessageStartingWith("faults: ")
        .hasMessageContaining(message);
  }
}
