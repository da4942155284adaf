package io.elevator.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BioDescriptionTest {
  private static final class TestBio extends BioResult {
    private boolean submitted;

    @Override
    protected void requireOwned() {
      if (submitted) {
        throw new IllegalStateException("submitted");
      }
    }
  }

  private final TestBio bio = new TestBio();

  @Test
  void describesWholeAndPartOfASegmentAndSeveral() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment page = arena.allocate(4096, 4096);
      bio.read(512L * 100, page);
      assertThat(bio.operation()).isEqualTo(Operation.READ);
      assertThat(bio.sectors()).isEqualTo(8);
      assertThat(bio.endOffset() / 512).isEqualTo(108);
      bio.write(512L * 8, page, 512, 1024).flags(BioFlags.SYNC | BioFlags.FUA);
      assertThat(bio.segmentOffset(0)).isEqualTo(512);
      assertThat(bio.segmentBytes(0)).isEqualTo(1024);
      assertThat(BioFlags.isFlushType(bio.opAndFlags())).isTrue();
      bio.write(512L * 8, new MemorySegment[] {page, arena.allocate(512)});
      assertThat(bio.segmentCount()).isEqualTo(2);
      assertThat(bio.length()).isEqualTo(4608);
      assertThat(bio.segmentBytes(1)).isEqualTo(512);
      assertThat(bio.opAndFlags())
          .as("the operation clears flags")
          .isEqualTo(Operation.WRITE.code());
      assertThat(bio).hasToString("WRITE of 4608 bytes at 4096");
    }
  }

  @Test
  void flagsSetBeforeTheOperationAreKept() {
    MemorySegment page = Arena.global().allocate(4096);
    bio.flags(BioFlags.FUA).flags(BioFlags.SYNC).write(512L * 8, page);
    assertThat(bio.opAndFlags()).isEqualTo(Operation.WRITE.code() | BioFlags.FUA | BioFlags.SYNC);
  }

  @Test
  void flagsSetBeforeTheOperationOfAReusedBioAreKeptAndThoseOfItsLastOperationAreNot() {
    MemorySegment page = Arena.global().allocate(4096);
    bio.write(512L * 8, page).flags(BioFlags.META);
    bio.closeDescription();
    bio.flags(BioFlags.FUA).write(512L * 16, page);
    assertThat(bio.opAndFlags()).isEqualTo(Operation.WRITE.code() | BioFlags.FUA);
    bio.read(512L * 8, page);
    assertThat(bio.opAndFlags()).as("flags belong to one operation").isEqualTo(0);
  }

  @Test
  void flagsSetAfterASubmissionJoinTheOperationThatIsSubmittedAgain() {
    MemorySegment page = Arena.global().allocate(4096);
    bio.write(512L * 8, page).flags(BioFlags.META);
    bio.closeDescription();
    bio.flags(BioFlags.FUA);
    assertThat(bio.opAndFlags()).isEqualTo(Operation.WRITE.code() | BioFlags.META | BioFlags.FUA);
    bio.closeDescription();
    bio.write(512L * 8, page);
    assertThat(bio.opAndFlags()).isEqualTo(Operation.WRITE.code());
  }

  @Test
  void flagsWithBitsOfTheOperationAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bio.flags(BioFlags.SYNC | Operation.WRITE.code()))
        .withMessageContaining("bits of the operation");
  }

  @Test
  void aBioWithoutAnOperationSaysSo() {
    assertThatIllegalStateException()
        .isThrownBy(bio::operation)
        .withMessageContaining("no operation");
    assertThat(bio).hasToString("without an operation");
  }

  @Test
  void dataMustBeNativeAndOpenToAnyThread() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bio.read(0, MemorySegment.ofArray(new byte[512])))
        .withMessageContaining("native");
    try (Arena confined = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bio.read(0, confined.allocate(512)))
          .withMessageContaining("any thread");
    }
    MemorySegment page = Arena.global().allocate(4096);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> bio.read(0, page, 4096, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> bio.read(0, page, -1, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> bio.read(0, page, Long.MAX_VALUE, 1));
  }

  @Test
  void operationsWithoutData() {
    bio.discard(512L * 10, 512L * 6);
    assertThat(bio.segmentCount()).isEqualTo(1);
    bio.writeZeroes(512L * 10, 512L * 6);
    assertThat(bio.segmentCount()).isZero();
    bio.flush();
    assertThat(bio.sectors()).isZero();
    assertThat(BioFlags.isSync(bio.opAndFlags())).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> bio.discard(0, -512L));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> bio.segment(0));
  }

  @Test
  void nothingCanBeChangedWhileTheQueueHasIt() {
    bio.discard(0, 512L * 8);
    bio.submitted = true;
    assertThatIllegalStateException().isThrownBy(() -> bio.discard(512L * 1, 512L * 8));
    assertThatIllegalStateException().isThrownBy(() -> bio.priority(0));
    assertThatIllegalStateException().isThrownBy(() -> bio.flags(BioFlags.SYNC));
    assertThatIllegalStateException().isThrownBy(() -> bio.onEnd(b -> {}));
    assertThatIllegalStateException().isThrownBy(() -> bio.timeLimit(Duration.ZERO));
    assertThat(bio.offset() / 512).isZero();
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> bio.priority(65536));
    assertThatIllegalArgumentException().isThrownBy(() -> bio.timeLimit(Duration.ofNanos(-1)));
  }

  /** A limit beyond what a clock of nanoseconds can count is the same as no limit. */
  @Test
  void aTimeLimitLongerThanTheClockIsTaken() {
    bio.timeLimit(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(bio.timeLimitNanos).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void emptySegmentsAreLeftOut() {
    MemorySegment page = Arena.global().allocate(4096);
    MemorySegment none = page.asSlice(0, 0);
    bio.write(0, new MemorySegment[] {none, page, none, none, page.asSlice(0, 512), none});
    assertThat(bio.segmentCount()).isEqualTo(2);
    assertThat(bio.segmentBytes(0)).isEqualTo(4096);
    assertThat(bio.segmentBytes(1)).isEqualTo(512);
    assertThat(bio.length()).isEqualTo(4608);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> bio.segmentBytes(2));
    bio.write(0, new MemorySegment[] {none});
    assertThat(bio.segmentCount()).isZero();
    assertThat(bio.length()).isZero();
  }

  /** The bio copies the array: a later change by the caller has no effect. */
  @Test
  void theVectorIsCopied() {
    MemorySegment page = Arena.global().allocate(4096);
    MemorySegment[] vector = {page.asSlice(0, 512), page.asSlice(1024, 1024)};
    bio.read(0, vector);
    vector[1] = page;
    assertThat(bio.segmentBytes(1)).isEqualTo(1024);
  }
}
