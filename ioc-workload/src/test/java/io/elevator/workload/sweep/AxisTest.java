package io.elevator.workload.sweep;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.ParameterError;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed | 'seed' is not of the form ATTR=a,b,…",
        "seed= | 'seed=' is not of the form ATTR=a,b,…",
        "bs=1,,2 | 'bs=1,,2' has an empty value",
        "bs=1,1 | 'bs=1,1' has a value twice",
        "seed=1,x | 'seed=1,x': the seed 'x' is no whole number"
      })
  void anInvalidAxisIsRefusedWithTheNameOfTheParameter(String word, String reason) {
    assertThatThrownBy(() -> Axis.parse(word))
        .isInstanceOf(ParameterError.class)
        .hasMessage("axes: " + reason);
  }

  @Test
  void tooManyCombinationsAreRefusedWithTheNameOfTheParameter() {
    Axis axis = new Axis("bs", Collections.nCopies(1_000, "4k"));

    assertThatThrownBy(() -> Point.all(List.of(axis, axis), "bfq"))
        .isInstanceOf(ParameterError.class)
        .hasMessage("axes: more than 100000 combinations of values");
  }
}
