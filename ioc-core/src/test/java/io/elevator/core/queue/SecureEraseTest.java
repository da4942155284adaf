package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Secure erases are split and merged by their own size limit, whatever the limit of discards is.
 */
class SecureEraseTest {
  @ParameterizedTest(name = "elevator {0}, discard limit {1}")
  @CsvSource({"false, 8", "true, 8", "false, 4096", "true, 4096"})
  void secureErasesAreSplitAndMergedByTheirOwnLimit(boolean elevator, int discardLimit) {
    QueueLimits limits =
        QueueLimits.builder().maxDiscardSectors(discardLimit).maxSecureEraseSectors(32).build();
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16).limits(limits);
      var type = new RecordingElevatorType();
      BlockQueue queue = elevator ? world.queue(driver, type) : world.queue(driver);
      type.queue = queue;
      List<BioStatus> ended = new ArrayList<>();
      queue.submit(world.bio().secureErase(0, 512L * 100).onEnd(bio -> ended.add(bio.status())));
      assertThat(driver.heldNames())
          .containsExactly(
              "SECURE_ERASE 0+32", "SECURE_ERASE 32+32", "SECURE_ERASE 64+32", "SECURE_ERASE 96+4");
      driver.completeAll();
      assertThat(ended).containsExactly(BioStatus.OK);
      queue.admin().stop(0);
      for (int i = 0; i < 3; i++) {
        queue.submit(
            world
                .bio()
                .secureErase(512L * (1000 + i * 16L), 512L * 16)
                .onEnd(bio -> ended.add(bio.status())));
      }
      queue.admin().start(0);
      assertThat(driver.heldNames())
          .containsExactlyInAnyOrder("SECURE_ERASE 1000+32", "SECURE_ERASE 1032+16");
      driver.completeAll();
      assertThat(ended).hasSize(4).containsOnly(BioStatus.OK);
      assertThat(type.violations).isEmpty();
    }
  }
}
