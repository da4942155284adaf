package io.elevator.workload.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES = List.of("size", "filesize", "iodepth", "rw", "runtime");

  @ParameterizedTest
  @CsvSource({
    "iodpeth, iodepth",
    "siez, size",
    "sise, size",
    "filesiz, filesize",
    "SIZE, size",
    "rww, rw",
    "run_time, runtime"
  })
  void suggestsTheNameThatWasMeant(String word, String name) {
    assertThat(NearestName.of(word, NAMES)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"verify", "xyz", "bandwidth"})
  void nothingIsSuggestedIfNoNameIsClose(String word) {
    assertThat(NearestName.of(word, NAMES)).isEmpty();
    assertThat(NearestName.hint(word, NAMES)).isEmpty();
  }

  @Test
  void ofEquallyCloseNamesTheFirstIsSuggested() {
    assertThat(NearestName.of("bat", List.of("cat", "hat"))).contains("cat");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "ab, ba, 1",
    "kitten, sitting, 3",
    "abc, abc, 0",
    "ca, abc, 3"
  })
  void distanceCountsEdits(String a, String b, int distance) {
    assertThat(NearestName.distance(a, b)).isEqualTo(distance);
    assertThat(NearestName.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void theHintIsTheEndOfAMessage() {
    assertThat(NearestName.hint("siez", NAMES)).isEqualTo("; did you mean 'size'?");
  }
}
