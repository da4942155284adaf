package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  /** Expected values: the output of fio 3.33 for jobs of the given number of KiB. */
  @ParameterizedTest
  @CsvSource({
    "1, 1024B, 1024B",
    "9, 9216B, 9216B",
    "10, 10.0KiB, 10.2kB",
    "15, 15.0KiB, 15.4kB",
    "99, 99.0KiB, 101kB",
    "100, 100KiB, 102kB",
    "999, 999KiB, 1023kB",
    "1000, 1000KiB, 1024kB",
    "1025, 1025KiB, 1050kB",
    "9764, 9764KiB, 9998kB",
    "9765, 9765KiB, 9999kB",
    "9766, 9766KiB, 10.0MB",
    "9999, 9999KiB, 10.2MB",
    "10000, 9.77MiB, 10.2MB",
    "10239, 10.00MiB, 10.5MB",
    "10240, 10.0MiB, 10.5MB",
    "11264, 11.0MiB, 11.5MB",
    "99999, 97.7MiB, 102MB",
    "102399, 100.0MiB, 105MB",
    "102400, 100MiB, 105MB",
    "999424, 976MiB, 1023MB",
    "1023999, 1000MiB, 1049MB",
    "5000000, 4883MiB, 5120MB",
    "10239999, 10000MiB, 10.5GB",
    "10240000, 9.77GiB, 10.5GB",
    "20000000, 19.1GiB, 20.5GB"
  })
  void amountsLookLikeFios(long kibibytes, String binary, String decimal) {
    assertThat(Figures.binary(kibibytes << 10)).isEqualTo(binary);
    assertThat(Figures.decimal(kibibytes << 10)).isEqualTo(decimal);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "49, 49",
    "5916, 5916",
    "9999, 9999",
    "10000, 10.0k",
    "13074, 13.1k",
    "128000, 128k",
    "2397000, 2397k",
    "99999999, 100.0M"
  })
  void countsLookLikeFios(long count, String text) {
    assertThat(Figures.count(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "43, 43",
    "406442, 406442",
    "76461000, 76461k",
    "2480500, 2480.5k",
    "1741000, 1741.0k",
    "34061000, 34061k",
    "0, 0"
  })
  void latenciesLookLikeFios(long value, String text) {
    assertThat(Figures.latency(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.0%",
    "0.0001, 1, 0.1%",
    "0.04, 1, 0.1%",
    "99.95, 1, 100.0%",
    "0.001, 2, 0.01%",
    "15.603, 2, 15.60%",
    "100, 2, 100.00%"
  })
  void aSmallPercentageIsNotShownAsZero(double percent, int decimals, String text) {
    assertThat(Figures.percent(percent, decimals)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, ' 0.00'", "70.98, 70.98", "615.306, 615.31", "2.0, ' 2.00'"})
  void meansArePadded(double value, String text) {
    assertThat(Figures.padded(value)).isEqualTo(text);
  }
}
