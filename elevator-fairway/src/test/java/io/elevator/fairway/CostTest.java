package io.elevator.fairway;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;

class CostTest {
  private final FakeQueue queue = new FakeQueue(1, 1);

  private long cost(Operation operation, int sectors) {
    queue.withIcqs(false);
    FakeRequest rq =
        queue.foreignRequest(
            queue.bio(queue.task("t"), operation.code(), 0, sectors), queue.hardwareQueue());
    return Cost.of(rq);
  }

  @Test
  void smallReadCostsItsOperationAndAQuarterOfItsData() {
    assertThat(Cost.SMALL).isEqualTo(6 << 10);
  }

  @Test
  void longReadCostsItsDataAndAQuarterOfItsOperation() {
    assertThat(Cost.ofData(1 << 20)).isEqualTo((1 << 20) + 1280);
  }

  @Test
  void costGrowsWithTheLength() {
    long before = 0;
    for (long bytes = 512; bytes <= 1 << 20; bytes += 512) {
      assertThat(Cost.ofData(bytes)).isGreaterThan(before);
      before = Cost.ofData(bytes);
    }
  }

  @Test
  void discardCostsASixteenthOfItsLengthWithinLimits() {
    FakeQueue attached = queue;
    attached.attach(new FairwayType());
    assertThat(cost(Operation.DISCARD, 8)).isEqualTo(5 << 10);
    assertThat(cost(Operation.DISCARD, 2048)).isEqualTo(64 << 10);
    assertThat(cost(Operation.WRITE_ZEROES, 1 << 22)).isEqualTo(320 << 10);
    assertThat(cost(Operation.WRITE, 2048)).isEqualTo((1 << 20) + 1280);
  }
}
