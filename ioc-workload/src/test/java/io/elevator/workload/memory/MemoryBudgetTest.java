package io.elevator.workload.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget whole = new MemoryBudget(1000 << 10, "all that the test has");

  @Test
  void partsOfABudgetShareItsLimitAndGiveTheirMemoryBackWhenClosed() {
    MemoryBudget first = whole.part();
    MemoryBudget second = whole.part();

    assertThat(first.take(600 << 10)).isTrue();
    assertThat(second.take(401 << 10)).isFalse();
    assertThat(second.take(400 << 10)).isTrue();
    assertThat(second.taken()).isEqualTo(400 << 10);
    first.giveBack(100 << 10);
    assertThat(whole.taken()).isEqualTo(900 << 10);
    first.close();
    assertThat(whole.taken()).isEqualTo(400 << 10);
    second.close();
    assertThat(whole.taken()).isZero();
  }

  @Test
  void aRefusalNamesTheUseTheMemoryWantedTheLimitAndTheMemoryTaken() {
    assertThat(whole.take(100)).isTrue();
    assertThat(whole.part().refusal("size: the map", 20L << 20))
        .startsWith("size: the map needs 20 MiB of memory; jobs may take 1000 KiB")
        .contains("all that the test has", "IOC_JAVA_OPTS", "of which 1 KiB are taken");
  }

  @Test
  void aRecordThatWasRefusedOnceStaysRefused() {
    GrowingRecord record = new GrowingRecord(whole, "the log");

    assertThat(record.take(500 << 10)).isTrue();
    assertThat(record.refusal()).isNull();
    assertThat(record.takeDoubled(new long[64 << 10])).isFalse();
    assertThat(record.refusal()).startsWith("the log needs 1024 KiB");
    assertThat(record.take(1)).isFalse();
    record.giveBack(500 << 10);
    assertThat(whole.taken()).isZero();
  }
}
