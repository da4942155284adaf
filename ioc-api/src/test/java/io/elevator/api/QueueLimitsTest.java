package io.elevator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class QueueLimitsTest {
  @Test
  void defaultsAreTheReferences() {
    QueueLimits limits = QueueLimits.builder().build();
    assertThat(limits)
        .isEqualTo(
            new QueueLimits(
                255, 255, 0, 128, 65536, 0xffff_ffffL, 0, 512, 512, 0, 1, 0, 0, 0, 0, 511));
  }

  @Test
  void lengthsAreRoundedToTheBlockAndBoundedByTheHardware() {
    QueueLimits limits = QueueLimits.builder().logicalBlockSize(4096).maxHwSectors(5001).build();
    assertThat(limits.maxHwSectors()).isEqualTo(5000);
    assertThat(limits.maxSectors()).isEqualTo(2560);
    assertThat(limits.physicalBlockSize()).isEqualTo(4096);
    assertThat(QueueLimits.builder().maxSectors(4096).build().maxHwSectors()).isEqualTo(4096);
    QueueLimits tiny = QueueLimits.builder().maxHwSectors(1).build();
    assertThat(tiny.maxHwSectors()).as("a page at least").isEqualTo(8);
    assertThat(tiny.maxSectors()).isEqualTo(8);
    assertThat(QueueLimits.builder().maxSegmentSize(512).build().maxSegmentSize()).isEqualTo(4096);
    assertThat(QueueLimits.builder().maxSegments(0).maxSegmentSize(1).build().maxSegments())
        .isEqualTo(1);
    assertThat(QueueLimits.builder().virtBoundaryMask(4095).build().maxSegmentSize())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void copiesAreEqual() {
    QueueLimits limits =
        QueueLimits.builder()
            .maxSectors(1024)
            .chunkSectors(256)
            .maxDiscardSectors(8192)
            .discardGranularity(4096, 512)
            .maxWriteZeroesSectors(64)
            .maxSecureEraseSectors(32)
            .segmentBoundaryMask(0xffff)
            .dmaAlignmentMask(3)
            .maxDiscardSegments(4)
            .build();
    assertThat(limits.toBuilder().build()).isEqualTo(limits);
  }

  @Test
  void nonsenseIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueLimits.builder().logicalBlockSize(1000).build())
        .withMessageContaining("logicalBlockSize is 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueLimits.builder().maxDiscardSegments(0).build())
        .withMessageContaining("maxDiscardSegments");
  }
}
