package io.elevator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.job.Direction;
import io.elevator.workload.memory.MemoryBudget;
import io.elevator.workload.pattern.IoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenBlocksTest {
  private static final int BLOCK = 4096;

  private final MemoryBudget budget = new MemoryBudget(1 << 20, "of the test");
  private final IoUnit unit = new IoUnit();

  private void add(WrittenBlocks blocks, long number) {
    unit.direction = Direction.WRITE;
    unit.file = 0;
    unit.offset = number * BLOCK;
    unit.bytes = BLOCK;
    blocks.add(unit, number);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRecordStopsGrowingAtItsLimitAndGivesTheReason(boolean overlapping) {
    WrittenBlocks blocks = new WrittenBlocks(1, overlapping, budget);
    long added = 0;
    while (blocks.refusal() == null && added < 1 << 20) {
      add(blocks, added++);
    }

    assertThat(blocks.refusal()).contains("verify:", "verify_backlog", "of the test");
    assertThat(blocks.count()).as("the last one was not recorded").isEqualTo(added - 1);
    assertThat(budget.taken()).isLessThanOrEqualTo(1 << 20);
    for (long number = 0; number < added - 1; number++) {
      assertThat(blocks.take(unit)).isEqualTo(number);
    }
    assertThat(blocks.take(unit)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blocksThatAreReadBackMakeRoomForOthers(boolean overlapping) {
    WrittenBlocks blocks = new WrittenBlocks(1, overlapping, budget);
    for (long number = 0; number < 1 << 18; number++) {
      add(blocks, number);
      if (number % 512 == 511) {
        while (blocks.take(unit) >= 0) {
          assertThat(unit.bytes).isEqualTo(BLOCK);
        }
      }
    }

    assertThat(blocks.refusal()).isNull();
    blocks.clear();
    assertThat(blocks.count()).isZero();
  }
}
