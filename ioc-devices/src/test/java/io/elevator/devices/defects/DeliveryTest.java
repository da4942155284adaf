package io.elevator.devices.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.memory.NullDriverType;
import io.elevator.spi.driver.Completions;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static DriverBench slowDrive() throws IOException {
    return new DriverBench(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "3600s");
  }

  @Test
  void aBatchWhoseCompletionThrowsAtOnceIsCompletedRequestByRequest() throws IOException {
    try (DriverBench rig = slowDrive()) {
      List<BioStatus> ends = new ArrayList<>();
      Completions batch = new Completions(4);
      for (int tag = 0; tag < 4; tag++) {
        rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> ends.add(rq.status()));
        batch.add((1L << 16) + tag, tag == 2 ? BioStatus.MEDIUM : BioStatus.OK);
      }
      rig.queue().failNext(5);
      new Delivery(rig.context(), "the test").complete(rig.queue(), batch);
      assertThat(ends).containsExactly(BioStatus.OK, BioStatus.OK, BioStatus.MEDIUM, BioStatus.OK);
      assertThat(rig.queue().stale()).isZero();
      assertThat(rig.defects()).as("at most one for each period").hasSize(1);
    }
  }

  @Test
  void aRequestThatEndedThoughItsCompletionThrewIsNotCompletedTwice() throws IOException {
    try (DriverBench rig = slowDrive()) {
      FakeDriverRequest rq =
          rig.submit(
              Operation.READ,
              0,
              0,
              DriverBench.memory(512),
              ended -> {
                throw new IllegalStateException("in a callback, says the test");
              });
      new Delivery(rig.context(), "the test").complete(rig.queue(), 1L << 16, BioStatus.TARGET);
      assertThat(rq.status()).isEqualTo(BioStatus.TARGET);
      assertThat(rig.queue().stale()).isZero();
      assertThat(rig.defects()).hasSize(1);
    }
  }

  @Test
  void theNextReportStatesTheNumberOfSuppressedDefects() throws IOException {
    try (DriverBench rig = slowDrive()) {
      DriveDefects defects = new DriveDefects(rig.context(), "memory of the test");
      for (int i = 0; i < 1000; i++) {
        defects.report(new IllegalStateException());
      }
      assertThat(rig.defects()).hasSize(1);
      assertThat(defects.unreported()).isEqualTo(999);
      rig.clock().advance(10_000_000_000L);
      defects.report(new IllegalStateException());
      assertThat(rig.defects()).hasSize(2);
      assertThat(rig.defects().getLast()).hasMessageContaining("999 more of this kind");
    }
  }
}
