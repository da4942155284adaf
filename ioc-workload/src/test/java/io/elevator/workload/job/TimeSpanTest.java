package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "10, SECONDS, 10000000000",
    "10, MICROSECONDS, 10000",
    "2d, SECONDS, 172800000000000",
    "1h, SECONDS, 3600000000000",
    "10m, MICROSECONDS, 600000000000",
    "5s, MICROSECONDS, 5000000000",
    "5sec, SECONDS, 5000000000",
    "3ms, SECONDS, 3000000",
    "3MSEC, SECONDS, 3000000",
    "200us, SECONDS, 200000",
    "7usec, SECONDS, 7000",
    "0, SECONDS, 0"
  })
  void readsEveryUnit(String text, TimeUnit unit, long nanos) throws BadValue {
    assertThat(TimeSpan.parse(text, unit)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3x | 'x' in '3x' is not a unit of time",
        "1h30m | 'h30m' in '1h30m' is not a unit of time",
        "1.5s | '.5s' in '1.5s' is not a unit of time",
        "soon | 'soon' is not a time",
        "-5 | '-5' is not a time",
        "200000d | '200000d' is longer than 292 years",
        "99999999999999999999 | '99999999999999999999' is longer than 292 years"
      })
  void saysWhatIsWrong(String text, String reason) {
    assertThatThrownBy(() -> TimeSpan.parse(text, TimeUnit.SECONDS)).hasMessage(reason);
  }
}
