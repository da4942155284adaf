package io.elevator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagMapTest {
  @ParameterizedTest
  @CsvSource({
    "1, 64",
    "3, 64",
    "4, 1",
    "8, 2",
    "16, 4",
    "31, 4",
    "32, 8",
    "62, 8",
    "64, 16",
    "128, 32",
    "254, 32",
    "256, 64",
    "512, 64",
    "2048, 64"
  })
  void wordSizeIsHalvedUntilThereAreFourWords(int tags, int bitsPerWord) {
    assertThat(1 << new TagMap(tags).wordShift()).isEqualTo(bitsPerWord);
  }

  @Test
  void shrinkingKeepsTheWordSize() {
    TagMap map = new TagMap(256);

    map.resize(16);

    assertThat(map.depth()).isEqualTo(16);
    assertThat(map.wordShift()).isEqualTo(6);
  }

  @Test
  void growingWithinTheOriginalSizeKeepsTheWordSize() {
    TagMap map = new TagMap(64);

    map.resize(8);
    map.resize(64);

    assertThat(map.wordShift()).isEqualTo(4);
  }

  @Test
  void growingBeyondTheOriginalSizeChoosesANewWordSize() {
    TagMap map = new TagMap(64);

    map.resize(65);
    assertThat(map.wordShift()).isEqualTo(4);
    map.resize(256);

    assertThat(map.depth()).isEqualTo(256);
    assertThat(map.wordShift()).isEqualTo(6);
  }
}
