package io.elevator.core.queue.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagBitmapTest {
  /**
   * Expected word size and number of words of the bitmap for a number of tags, as Linux computes
   * them. Columns: tags, bits in a word, words.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 64, 1",
    "3, 64, 1",
    "4, 1, 4",
    "8, 2, 4",
    "16, 4, 4",
    "31, 4, 8",
    "32, 8, 4",
    "62, 8, 8",
    "64, 16, 4",
    "128, 32, 4",
    "254, 32, 8",
    "256, 64, 4",
    "512, 64, 8",
    "1024, 64, 16",
    "2048, 64, 32"
  })
  void wordSizeAndWordCountAreThoseOfLinux(int depth, int bits, int words) {
    var bitmap = new TagBitmap(depth);
    assertThat(1 << bitmap.shift()).isEqualTo(bits);
    assertThat(bitmap.words()).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 31, 62, 64, 254, 2048})
  void everyTagIsTakenOnceAndThenNone(int depth) {
    var bitmap = new TagBitmap(depth);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < depth; i++) {
      assertThat(taken.add(bitmap.take(i, 0))).isTrue();
    }
    assertThat(taken).allMatch(tag -> tag >= 0 && tag < depth);
    assertThat(bitmap.take(7, 0)).isEqualTo(-1);
    assertThat(bitmap.hasFree(0)).isFalse();
    assertThat(bitmap.taken()).isEqualTo(depth);
    bitmap.release(depth - 1);
    assertThat(bitmap.take(0, 0)).isEqualTo(depth - 1);
  }

  @Test
  void severalTagsOfOneWordAreTakenAndNoneTwice() {
    var bitmap = new TagBitmap(20);
    var into = new int[32];
    assertThat(bitmap.shift()).isEqualTo(2);
    bitmap.take(0, 0);
    assertThat(bitmap.takeSeveral(0, 2, into)).isEqualTo(2);
    assertThat(into).startsWith(1, 2);
    assertThat(bitmap.takeSeveral(0, 32, into)).isEqualTo(1);
    assertThat(into).startsWith(3);
    assertThat(bitmap.takeSeveral(0, 32, into)).as("the next word").isEqualTo(4);
    assertThat(into).startsWith(4, 5, 6, 7);
    assertThat(bitmap.takeSeveral(4, 1, into)).isEqualTo(1);
    assertThat(into).startsWith(16);
    bitmap.resize(18);
    assertThat(bitmap.takeSeveral(4, 32, into)).isEqualTo(1);
    assertThat(into).startsWith(17);
    assertThat(bitmap.taken()).isEqualTo(10);
    while (bitmap.takeSeveral(0, 32, into) > 0) {}
    assertThat(bitmap.taken()).isEqualTo(18);
  }

  @Test
  void shallowDepthIsALimitPerWord() {
    var bitmap = new TagBitmap(64);
    assertThat(bitmap.usable(3)).isEqualTo(12);
    for (int i = 0; i < 12; i++) {
      assertThat(bitmap.take(i, 3) & 15).isLessThan(3);
    }
    assertThat(bitmap.take(0, 3)).isEqualTo(-1);
    assertThat(bitmap.hasFree(3)).isFalse();
    assertThat(bitmap.hasFree(4)).isTrue();
    for (int i = 0; i < 52; i++) {
      assertThat(bitmap.take(i, 0) & 15).isGreaterThanOrEqualTo(3);
    }
    assertThat(bitmap.take(0, 0)).isEqualTo(-1);
  }

  @Test
  void shallowAllocationUsesOnlyTheLowBitsOfAWord() {
    var bitmap = new TagBitmap(4);
    assertThat(bitmap.words()).isEqualTo(4);
    var words = new TagBitmap(16);
    for (int i = 0; i < 16; i++) {
      assertThat(words.take(0, 0)).isGreaterThanOrEqualTo(0);
    }
    words.release(3);
    assertThat(words.take(0, 3)).as("the top bit of a word").isEqualTo(-1);
    words.release(1);
    assertThat(words.take(0, 3)).isEqualTo(1);
  }

  @Test
  void lastWordMayHaveFewerTags() {
    var bitmap = new TagBitmap(62);
    assertThat(bitmap.usable(8)).isEqualTo(62);
    assertThat(bitmap.usable(7)).isEqualTo(7 * 7 + 6);
    assertThat(new TagBitmap(5).usable(1)).isEqualTo(5);
  }

  @Test
  void tagReturnedTwiceIsADefectThatChangesNothing() {
    var bitmap = new TagBitmap(8);
    int tag = bitmap.take(0, 0);
    bitmap.release(tag);
    assertThatIllegalStateException()
        .isThrownBy(() -> bitmap.release(tag))
        .withMessageContaining("returned twice");
    assertThat(bitmap.taken()).isZero();
  }

  @Test
  void resizingKeepsTheWordSizeAndLimitsTheTags() {
    var bitmap = new TagBitmap(64);
    bitmap.resize(20);
    assertThat(bitmap.shift()).isEqualTo(4);
    assertThat(bitmap.words()).isEqualTo(2);
    for (int i = 0; i < 20; i++) {
      assertThat(bitmap.take(i, 0)).isBetween(0, 19);
    }
    assertThat(bitmap.take(0, 0)).isEqualTo(-1);
    bitmap.resize(64);
    assertThat(bitmap.take(0, 0)).isGreaterThanOrEqualTo(20);
    assertThatIllegalArgumentException().isThrownBy(() -> bitmap.resize(65));
  }

  @Test
  void severalTagsOfAWordAreReturnedAtOnce() {
    var bitmap = new TagBitmap(256);
    for (int i = 0; i < 10; i++) {
      assertThat(bitmap.take(1, 0)).isEqualTo(64 + i);
    }
    bitmap.release(1, 0b11_1111_1110L);
    assertThat(bitmap.taken()).isEqualTo(1);
    assertThat(bitmap.isTaken(64)).isTrue();
    assertThat(bitmap.isTaken(65)).isFalse();
  }

  @Test
  void reservedTagsAreOnlyTakenOnRequest() {
    var space = new TagSpace(6, 2);
    int[] ordinary = new int[4];
    for (int i = 0; i < 4; i++) {
      ordinary[i] = space.take(i, 0);
    }
    Arrays.sort(ordinary);
    assertThat(ordinary).containsExactly(2, 3, 4, 5);
    assertThat(space.take(0, 0)).isEqualTo(-1);
    int first = space.takeReserved();
    int second = space.takeReserved();
    assertThat(Set.of(first, second)).containsExactlyInAnyOrder(0, 1);
    assertThat(space.takeReserved()).isEqualTo(-1);
    assertThat(space.taken()).isEqualTo(6);
    space.release(first);
    space.release(5);
    assertThat(space.take(0, 0)).isEqualTo(5);
    assertThat(space.isTaken(first)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> new TagSpace(1, 0).takeReserved());
    assertThatIllegalArgumentException().isThrownBy(() -> new TagSpace(2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> space.resize(2));
  }

  @Test
  void noTagHasTwoOwnersAtOnce() throws InterruptedException {
    var bitmap = new TagBitmap(7);
    var owners = new AtomicIntegerArray(7);
    var conflicts = new AtomicIntegerArray(1);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      int hint = t;
      threads[t] =
          new Thread(() -> {
            for (int i = 0; i < 50_000; i++) {
              int tag = bitmap.take(hint, (i & 1) * 2);
              if (tag >= 0) {
                if (owners.incrementAndGet(tag) != 1) {
                  conflicts.incrementAndGet(0);
                }
                owners.decrementAndGet(tag);
                bitmap.release(tag);
              }
            }
          });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(conflicts.get(0)).isZero();
    assertThat(bitmap.taken()).isZero();
  }

  @Test
  void stripedCounterSumsItsCells() {
    var counter = new StripedCounter(3);
    counter.add(0, 5);
    counter.add(2, -7);
    counter.add(2, 4);
    assertThat(counter.sum()).isEqualTo(2);
  }
}
