package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenMapTest {
  private static TokenMap mapOf(Domain domain, int stripes) {
    return new TokenMap(domain.maxDepth, domain.wordShift, stripes);
  }

  private static List<Integer> takeAll(TokenMap map, int stripe) {
    List<Integer> tokens = new ArrayList<>();
    for (int token = map.take(stripe); token != TokenMap.NONE; token = map.take(stripe)) {
      tokens.add(token);
    }
    return tokens;
  }

  @ParameterizedTest
  @EnumSource
  void eachTokenIsGivenOnceInAscendingOrder(Domain domain) {
    TokenMap map = mapOf(domain, 1);

    List<Integer> tokens = takeAll(map, 0);

    assertThat(tokens).hasSize(domain.maxDepth).isSorted().doesNotHaveDuplicates();
    assertThat(map.busy()).isEqualTo(domain.maxDepth);
    assertThat(map.hint(0)).isZero();
  }

  @Test
  void releasedTokenIsNotGivenWhileItsWordHasUnusedTokens() {
    TokenMap map = mapOf(Domain.READ, 1);
    assertThat(List.of(map.take(0), map.take(0), map.take(0))).containsExactly(0, 1, 2);

    map.release(0, 0);

    assertThat(map.take(0)).isEqualTo(3);
    assertThat(map.released()).isEqualTo(1);
    assertThat(map.busy()).isEqualTo(3);
  }

  @Test
  void wordIsCleanedUpOnlyWhenItHasNoFreeToken() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    for (int i = 0; i < 4; i++) {
      map.take(0);
    }
    map.release(2, 0);
    map.release(1, 0);
    assertThat(map.hint(0)).isEqualTo(1);

    // The hint points to word 0, which is full, so the bits released in it are cleaned up and the
    // lowest token is given first.
    assertThat(map.take(0)).isEqualTo(1);
    assertThat(map.hint(0)).isEqualTo(2);
    assertThat(map.take(0)).isEqualTo(2);
    assertThat(map.take(0)).isEqualTo(4);
    assertThat(map.released()).isZero();
  }

  @Test
  void searchStartsAtTheFirstBitOfTheHintsWord() {
    TokenMap map = mapOf(Domain.OTHER, 2);
    map.release(11, 1);
    assertThat(map.hint(1)).isEqualTo(11);

    assertThat(map.take(1)).isEqualTo(8);
    // The token given differs from the hint, so the hint does not move.
    assertThat(map.hint(1)).isEqualTo(11);
  }

  @Test
  void hintMovesPastTheGivenTokenAndWrapsOneTokenEarly() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    takeAll(map, 0);
    for (int token = 12; token < 15; token++) {
      map.release(token, 0);
    }
    map.release(12, 0);

    assertThat(map.take(0)).isEqualTo(12);
    assertThat(map.hint(0)).isEqualTo(13);
    assertThat(map.take(0)).isEqualTo(13);
    assertThat(map.hint(0)).isEqualTo(14);
    assertThat(map.take(0)).isEqualTo(14);
    // Token 15 is the last of 16; after token 14 the hint is reset, one token too early, as in
    // Linux 6.1.
    assertThat(map.hint(0)).isZero();
  }

  @Test
  void releaseMovesTheHintOfTheSubmittersStripeOnly() {
    TokenMap map = mapOf(Domain.WRITE, 3);
    takeAll(map, 0);

    map.release(77, 2);

    assertThat(map.hint(0)).isZero();
    assertThat(map.hint(1)).isZero();
    assertThat(map.hint(2)).isEqualTo(77);
  }

  @Test
  void failedSearchResetsTheHint() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    takeAll(map, 0);
    map.release(9, 0);
    assertThat(map.take(0)).isEqualTo(9);
    assertThat(map.hint(0)).isEqualTo(10);

    assertThat(map.take(0)).isEqualTo(TokenMap.NONE);
    assertThat(map.hint(0)).isZero();
  }

  @Test
  void hintAtOrAboveTheDepthIsReset() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    map.release(12, 0);
    map.resize(12);

    assertThat(map.take(0)).isZero();
    assertThat(map.hint(0)).isEqualTo(1);
  }

  @Test
  void releaseOfATokenAboveTheDepthDoesNotMoveTheHint() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    takeAll(map, 0);
    map.resize(8);

    map.release(8, 0);
    assertThat(map.hint(0)).isZero();
    map.release(7, 0);
    assertThat(map.hint(0)).isEqualTo(7);
  }

  @Test
  void takenTokensAboveASmallerDepthDoNotCountAgainstIt() {
    TokenMap map = mapOf(Domain.READ, 1);
    takeAll(map, 0);
    map.resize(100);
    assertThat(map.busy()).isEqualTo(100);
    assertThat(map.words()).isEqualTo(2);

    for (int token = 0; token < 100; token++) {
      map.release(token, 0);
    }

    assertThat(takeAll(map, 0)).hasSize(100);
  }

  @Test
  void unusedTokensCountAgainWhenTheDepthGrowsBack() {
    TokenMap map = mapOf(Domain.READ, 1);
    takeAll(map, 0);
    map.release(70, 0);
    map.resize(64);
    // The resize cleans up the words that are no longer used. This release comes after that, so its
    // word is not cleaned up any more.
    map.release(200, 0);
    map.resize(256);

    assertThat(map.busy()).isEqualTo(254);
    assertThat(takeAll(map, 0)).containsExactlyInAnyOrder(70, 200);
  }

  @Test
  void resizeCleansUpOnlyTheWordsThatWereInUse() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    takeAll(map, 0);
    map.resize(4);
    map.release(5, 0);
    map.resize(8);

    assertThat(map.released()).isEqualTo(1);
    assertThat(map.busy()).isEqualTo(7);
    map.resize(7);
    assertThat(map.released()).isZero();
  }

  @Test
  void resizeToTheSameDepthDoesNotCleanUp() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    map.take(0);
    map.release(0, 0);

    assertThat(map.resize(16)).isFalse();
    assertThat(map.released()).isEqualTo(1);
    assertThat(map.resize(15)).isTrue();
    assertThat(map.released()).isZero();
  }

  @Test
  void searchesDoNotTakeBitsBeyondAShortLastWord() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    map.resize(6);

    assertThat(takeAll(map, 0)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  @Test
  void secondReleaseFreesTheTokenOfAnotherRequest() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    List<Integer> out = takeAll(map, 0);
    map.release(3, 0);
    assertThat(map.take(0)).isEqualTo(3);

    map.release(3, 0);

    assertThat(map.take(0)).isEqualTo(3);
    assertThat(out).contains(3);
  }

  @Test
  void secondReleaseOfAFreeTokenRemovesALaterHoldersBitAtTheNextCleanUp() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    map.take(0);
    map.release(0, 0);
    map.resize(15);
    map.release(0, 0);
    // For a moment more tokens are released than taken. Linux 6.1 shows the same value as an
    // unsigned number.
    assertThat(map.busy()).isEqualTo(-1);

    assertThat(map.take(0)).isZero();
    assertThat(map.busy()).isZero();
    map.release(14, 0);
    map.release(0, 0);
    for (int bit = 1; bit < 4; bit++) {
      assertThat(map.take(0)).isEqualTo(bit);
    }
    assertThat(map.take(0)).isZero();
  }

  @Test
  void depthOutsideTheRangeIsRefused() {
    TokenMap map = mapOf(Domain.OTHER, 1);
    assertThatThrownBy(() -> map.resize(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 16");
    assertThatThrownBy(() -> map.resize(17)).isInstanceOf(IllegalArgumentException.class);
    assertThat(map.depth()).isEqualTo(16);
  }

  /**
   * A model that follows the specification literally, with one flag for each token and without bit
   * operations.
   */
  private static final class LiteralMap {
    final int perWord;
    final boolean[] taken;
    final boolean[] released;
    final int[] hints;
    int depth;

    LiteralMap(Domain domain, int stripes) {
      perWord = 1 << domain.wordShift;
      depth = domain.maxDepth;
      taken = new boolean[domain.maxDepth];
      released = new boolean[domain.maxDepth];
      hints = new int[stripes];
    }

    int words() {
      return (int) Math.ceil((double) depth / perWord);
    }

    int length(int word) {
      return word == words() - 1 ? depth - (words() - 1) * perWord : perWord;
    }

    int take(int stripe) {
      if (hints[stripe] >= depth) {
        hints[stripe] = 0;
      }
      int hint = hints[stripe];
      for (int i = 0; i < words(); i++) {
        int word = (hint / perWord + i) % words();
        int token = lowest(word);
        if (token < 0 && clean(word)) {
          token = lowest(word);
        }
        if (token >= 0) {
          taken[token] = true;
          if (token == hint) {
            hints[stripe] = token + 1 >= depth - 1 ? 0 : token + 1;
          }
          return token;
        }
      }
      hints[stripe] = 0;
      return -1;
    }

    int lowest(int word) {
      for (int bit = 0; bit < length(word); bit++) {
        if (!taken[word * perWord + bit]) {
          return word * perWord + bit;
        }
      }
      return -1;
    }

    boolean clean(int word) {
      boolean any = false;
      for (int token = word * perWord; token < (word + 1) * perWord; token++) {
        if (released[token]) {
          taken[token] = false;
          released[token] = false;
          any = true;
        }
      }
      return any;
    }

    void release(int token, int stripe) {
      released[token] = true;
      if (token < depth) {
        hints[stripe] = token;
      }
    }

    void resize(int newDepth) {
      if (newDepth != depth) {
        for (int word = 0; word < words(); word++) {
          clean(word);
        }
        depth = newDepth;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void mapAgreesWithALiteralModelOfTheSpecification(Domain domain) {
    int stripes = 3;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TokenMap map = mapOf(domain, stripes);
      LiteralMap literal = new LiteralMap(domain, stripes);
      List<Integer> out = new ArrayList<>();
      // Phases in which the map is mostly full alternate with phases in which it is mostly empty.
      int takes = 40 + random.nextInt(30);
      for (int step = 0; step < 3000; step++) {
        int stripe = random.nextInt(stripes);
        int what = random.nextInt(100);
        if (what < takes) {
          int token = literal.take(stripe);
          assertThat(map.take(stripe)).as("seed %d step %d", seed, step).isEqualTo(token);
          if (token >= 0) {
            out.add(token);
          }
        } else if (what < 95 && !out.isEmpty()) {
          int at = random.nextInt(out.size());
          // Sometimes the token stays in the list, so that it is released a second time later.
          int token = out.get(at);
          if (random.nextInt(20) != 0) {
            out.remove(/* index */ at);
          }
          literal.release(token, stripe);
          map.release(token, stripe);
        } else if (what >= 98) {
          int depth = 1 + random.nextInt(domain.maxDepth);
          literal.resize(depth);
          map.resize(depth);
        }
        assertThat(map.hint(stripe)).as("hint, seed %d", seed).isEqualTo(literal.hints[stripe]);
      }
    }
  }

  @Test
  void noTokenIsLostWhenManyThreadsRelease() throws InterruptedException {
    TokenMap map = mapOf(Domain.READ, 4);
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      List<Integer> tokens = takeAll(map, 0);
      assertThat(tokens).hasSize(256).doesNotHaveDuplicates();
      if (round % 100 != 0) {
        tokens.forEach(token -> map.release(token, token % 4));
        continue;
      }
      List<Thread> threads = new ArrayList<>();
      for (int stripe = 0; stripe < 4; stripe++) {
        int mine = stripe;
        threads.add(
            Thread.ofPlatform()
                .start(() ->
                    tokens.stream()
                        .filter(token -> token % 4 == mine)
                        .forEach(token -> map.release(token, mine))));
      }
      // This thread takes tokens while the others release theirs.
      List<Integer> again = new ArrayList<>();
      while (again.size() < 256) {
        int token = map.take(0);
        if (token == TokenMap.NONE) {
          Thread.onSpinWait();
        } else {
          again.add(token);
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(again).doesNotHaveDuplicates();
      again.forEach(token -> map.release(token, 0));
    }
    assertThat(map.busy()).isZero();
  }
}
