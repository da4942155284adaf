package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFormatTest {
  @ParameterizedTest
  @ValueSource(strings = {"normal", "terse", "json", "json+", "normal,terse,json+"})
  void textOfAFormatIsTheValueOfItsOption(String option) {
    assertThat(new OutputFormat.Converter().convert(option)).hasToString(option);
  }
}
