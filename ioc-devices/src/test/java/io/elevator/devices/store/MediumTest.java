package io.elevator.devices.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class MediumTest {
  @Test
  void pagesExistOnlyWhereSomethingWasWrittenAndGoWhenZeroed() {
    SparsePages pages = new SparsePages(1L << 45);
    byte[] data = {1, 2, 3};
    pages.write((1L << 44) - 1, data);
    assertThat(pages.pages()).isEqualTo(2);
    byte[] back = new byte[5];
    pages.read((1L << 44) - 2, back);
    assertThat(back).containsExactly(0, 1, 2, 3, 0);
    pages.zero(0, 1L << 45);
    assertThat(pages.pages()).isZero();
    pages.read((1L << 44) - 2, back);
    assertThat(back).containsOnly(0);
  }

  @Test
  void accessOutsideIsRefused() {
    SparsePages pages = new SparsePages(1024);
    MemorySegment one = MemorySegment.ofArray(new byte[1]);
    assertThatThrownBy(() -> pages.write(1024, one, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("bytes 1024+1 are outside a drive of 1024");
    assertThatThrownBy(() -> pages.read(-1, one, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void agreesWithAnArrayUnderRandomUse() {
    int size = 200_000;
    SparsePages pages = new SparsePages(size);
    byte[] model = new byte[size];
    SeededRandom random = new SeededRandom(42, 0);
    byte[] buffer = new byte[50_000];
    MemorySegment segment = MemorySegment.ofArray(buffer);
    for (int round = 0; round < 2_000; round++) {
      int at = (int) random.below(size);
      int bytes = (int) random.below(Math.min(buffer.length, size - at) + 1L);
      switch ((int) random.below(3)) {
        case 0 -> {
          segment.asSlice(0, bytes).fill((byte) random.next());
          pages.write(at, segment, 0, bytes);
          MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, model, at, bytes);
        }
        case 1 -> {
          pages.zero(at, bytes);
          java.util.Arrays.fill(model, at, at + bytes, (byte) 0);
        }
        default -> {
          pages.read(at, segment, 0, bytes);
          assertThat(java.util.Arrays.mismatch(buffer, 0, bytes, model, at, at + bytes))
              .as("round %d", round)
              .isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void theRandomNumbersAreThoseOfSplitMix() {
    // First outputs of SplitMix64 seeded so that its state starts at 0, from the published code.
    SeededRandom random = new SeededRandom(0, 0);
    assertThat(random.next()).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(random.next()).isEqualTo(0x6e789e6aa1b965f4L);
    assertThat(new SeededRandom(0, 1).next()).isNotEqualTo(0xe220a8397b1dcdafL);
  }

  @Test
  void withoutTrackingAPowerCutLosesNothing() {
    assertThat(new Medium(8, false, true).cutPower(new SeededRandom(1, 0), 1)).isZero();
    assertThat(new Medium(8, true, false).cutPower(new SeededRandom(1, 0), 1)).isZero();
  }
}
