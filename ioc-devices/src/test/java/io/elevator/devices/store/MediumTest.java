package io.elevator.devices.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.BioStatus;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediumTest {
  @Test
  void pagesAreAllocatedByWritesAndFreedByZeroing() {
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
  void accessBeyondTheCapacityIsRefused() {
    SparsePages pages = new SparsePages(1024);
    MemorySegment one = MemorySegment.ofArray(new byte[1]);
    assertThatThrownBy(() -> pages.write(1024, one, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("bytes 1024+1 are outside a drive of 1024");
    assertThatThrownBy(() -> pages.read(-1, one, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void contentsEqualThoseOfAnArrayAfterRandomOperations() {
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
    // Expected values: the first outputs of the published code of SplitMix64, with a seed for which
    // its state starts at 0.
    SeededRandom random = new SeededRandom(0, 0);
    assertThat(random.next()).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(random.next()).isEqualTo(0x6e789e6aa1b965f4L);
    assertThat(new SeededRandom(0, 1).next()).isNotEqualTo(0xe220a8397b1dcdafL);
  }

  @Test
  void withoutTrackingAPowerCutLosesNothing() {
    assertThat(medium(false, true).cutPower(new SeededRandom(1, 0), 1)).isZero();
    assertThat(medium(true, false).cutPower(new SeededRandom(1, 0), 1)).isZero();
  }

  @Test
  void aWriteBeyondTheMemoryLimitIsRefusedUntilADiscardFreesMemory() {
    // The memory limit is enough for the table of pages, one directory and three pages.
    DataBudget budget = new DataBudget(8 + 8192 + 3 * SparsePages.PAGE_BYTES);
    SparsePages pages = new SparsePages(1 << 20, budget, SparsePages.PAGE_BYTES);
    MemorySegment data = MemorySegment.ofArray(new byte[4 * SparsePages.PAGE_BYTES]);
    data.fill((byte) 5);

    assertThat(pages.write(0, data, 0, 3 * SparsePages.PAGE_BYTES)).isTrue();
    assertThat(pages.write(0, data, 0, data.byteSize())).as("a fourth page").isFalse();
    assertThat(pages.write(100, data, 0, 100)).as("a page that exists").isTrue();
    pages.zero(0, SparsePages.PAGE_BYTES);
    assertThat(pages.write(3 * SparsePages.PAGE_BYTES, data, 0, SparsePages.PAGE_BYTES)).isTrue();
    byte[] back = new byte[3 * SparsePages.PAGE_BYTES];
    pages.read(SparsePages.PAGE_BYTES, back);
    assertThat(back).containsOnly(5);

    pages.release();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void aCapacityWhoseTableOfPagesExceedsTheLimitIsRefusedAndTheMessageNamesTheOption() {
    DataBudget budget = new DataBudget(1 << 20);
    assertThatThrownBy(
            () -> new Medium(Medium.Setup.of(1L << 41, true, false, false), text -> {}, budget))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "size: a drive of 1125899906842624 bytes that keeps data needs 536870912")
        .hasMessageContaining("may use 1048576 bytes");
    assertThat(budget.taken()).isZero();
    assertThat(
            new Medium(Medium.Setup.of(1L << 41, false, false, false), text -> {}, budget)
                .keepsData())
        .isFalse();
  }

  @Test
  void writesToAFullMediumEndWithNoSpaceAndOneNotice() {
    List<String> notices = new ArrayList<>();
    DataBudget budget = new DataBudget(8 + 8192 + SparsePages.PAGE_BYTES);
    Medium medium = new Medium(Medium.Setup.of(2048, true, false, false), notices::add, budget);
    MemorySegment memory = DriverBench.memory(SparsePages.PAGE_BYTES);

    assertThat(write(medium, 0, memory)).isEqualTo(BioStatus.OK);
    for (int i = 1; i < 4; i++) {
      assertThat(write(medium, i * 32L, memory)).isEqualTo(BioStatus.NOSPC);
    }
    assertThat(notices).singleElement().asString().contains("data=0", "-Xmx");
    assertThat(write(medium, 0, memory)).as("what exists").isEqualTo(BioStatus.OK);
    medium.close();
    assertThat(budget.taken()).isZero();
  }

  private static Medium medium(boolean keepsData, boolean cutsPower) {
    return new Medium(Medium.Setup.of(8, keepsData, cutsPower, cutsPower), text -> {});
  }

  private static BioStatus write(Medium medium, long sector, MemorySegment memory) {
    DriverBio bio = new DriverBio();
    bio.write(512L * sector, memory, 0, memory.byteSize());
    return medium.perform(FakeDriverRequest.write(bio));
  }
}
