package io.elevator.report.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a;a",
        "a,b;\"a,b\"",
        "a\"b;\"a\"\"b\"",
        "=cmd|'/C calc'!A0;'=cmd|'/C calc'!A0",
        "\uff1dcmd;'\uff1dcmd",
        "\uff20cmd;'\uff20cmd",
        "=1,2;\"'=1,2\"",
        "+1+1;'+1+1",
        "@SUM(A1);'@SUM(A1)",
        "-2+3;'-2+3",
        "-5;-5",
        "+0.5;+0.5"
      })
  void aCellIsTextForASpreadsheetUnlessItIsANumber(String cell, String written) {
    assertThat(SweepTable.quoted(cell)).isEqualTo(written);
  }
}
