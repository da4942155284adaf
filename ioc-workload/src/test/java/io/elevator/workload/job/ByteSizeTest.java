package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
  /** The rows are the examples of fio's manual, with both bases of the units (1000 and 1024). */
  @ParameterizedTest
  @CsvSource({
    "1000, 4096, 4096",
    "1000, 4096b, 4096",
    "1000, 4096B, 4096",
    "1000, 4ki, 4000",
    "1000, 4kib, 4096",
    "1000, 4kiB, 4096",
    "1000, 4Ki, 4000",
    "1000, 4KiB, 4096",
    "1000, 1048576, 1048576",
    "1000, 1mib, 1048576",
    "1000, 1024kib, 1048576",
    "1000, 1000000, 1000000",
    "1000, 1m, 1000000",
    "1000, 1000k, 1000000",
    "1000, 1tib, 1099511627776",
    "1000, 1024gib, 1099511627776",
    "1000, 1048576mib, 1099511627776",
    "1000, 1t, 1000000000000",
    "1024, 4096, 4096",
    "1024, 4k, 4096",
    "1024, 4kb, 4096",
    "1024, 4kB, 4096",
    "1024, 4K, 4096",
    "1024, 4KB, 4096",
    "1024, 1m, 1048576",
    "1024, 1024k, 1048576",
    "1024, 4ki, 4096",
    "1024, 4Ki, 4096",
    "1024, 4kib, 4000",
    "1024, 3Mi, 3145728",
    "1024, 1Gi, 1073741824",
    "1024, 1mib, 1000000",
    "1024, 1000kib, 1000000",
    "1024, 1t, 1099511627776",
    "1024, 1024g, 1099511627776",
    "1024, 1tib, 1000000000000",
    "1024, 1p, 1125899906842624",
    "1024, 0, 0",
    "1024, 0x100000, 1048576",
    "1024, 0X10k, 16384",
    "1024, 0x1b, 27",
    "1024, 9223372036854775807, 9223372036854775807"
  })
  void readsWhatFiosProgramReads(int base, String text, long bytes) throws BadValue {
    assertThat(ByteSize.parse(text, base)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1x | 'x' in '1x' is not a unit",
        "4kk | 'kk' in '4kk' is not a unit",
        "4kbi | 'kbi' in '4kbi' is not a unit",
        "1.5m | '.5m' in '1.5m' is not a unit",
        "4 k | ' k' in '4 k' is not a unit",
        "k | 'k' is not a number",
        "-1 | '-1' is not a number",
        "0x | '0x' is not a number",
        "9223372036854775808 | '9223372036854775808' is larger than 2^63-1",
        "9000p | '9000p' is larger than 2^63-1"
      })
  void saysWhatIsWrong(String text, String reason) {
    assertThatThrownBy(() -> ByteSize.parse(text, 1024)).hasMessage(reason);
  }
}
