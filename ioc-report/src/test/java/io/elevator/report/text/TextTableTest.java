package io.elevator.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TextTable table = new TextTable(List.of("a", "long", "c"));
    table.add(List.of("wider", "x", ""));

    assertThat(table.lines()).containsExactly("a      long  c", "wider  x");
  }

  @Test
  void aRowHasACellForEachColumn() {
    TextTable table = new TextTable(List.of("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.add(List.of("x", "y")))
        .withMessage("a row of 2 cells; expected 1");
  }
}
