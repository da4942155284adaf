package io.elevator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "42, 42",
    "+42, 42",
    "-42, -42",
    "0x1f, 31",
    "0X1F, 31",
    "010, 8",
    "-010, -8",
    "2147483647, 2147483647",
    "-2147483648, -2147483648"
  })
  void signed32(String text, int value) {
    assertThat(AttributeText.int32("a", text)).isEqualTo(value);
    assertThat(AttributeText.int32("a", text + "\n")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", " 1", "1 ", "1\n\n", "x", "1x", "--1", "+-1", "0x", "08", "1.0", "१"})
  void signed32RefusesWhatIsNoNumber(String text) {
    assertThat(refusal(() -> AttributeText.int32("depth", text))).isEqualTo(Reason.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "-2147483649", "0xffffffff", "99999999999999999999999"})
  void signed32RefusesWhatDoesNotFit(String text) {
    assertThat(refusal(() -> AttributeText.int32("depth", text))).isEqualTo(Reason.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "+7, 7",
    "010, 10",
    "9223372036854775808, -9223372036854775808",
    "18446744073709551615, -1"
  })
  void unsigned64(String text, long bits) {
    assertThat(AttributeText.unsigned64("a", text)).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0x10", "1 ", " 1", "1\n\n", "+", "++1"})
  void unsigned64RefusesWhatIsNoNumber(String text) {
    assertThat(refusal(() -> AttributeText.unsigned64("a", text))).isEqualTo(Reason.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "999999999999999999999"})
  void unsigned64RefusesWhatDoesNotFit(String text) {
    assertThat(refusal(() -> AttributeText.unsigned64("a", text))).isEqualTo(Reason.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967296", "-1", "x"})
  void unsigned32RefusesAllElseAsInvalid(String text) {
    assertThat(AttributeText.unsigned32("a", "4294967295\n")).isEqualTo(4294967295L);
    assertThat(refusal(() -> AttributeText.unsigned32("a", text))).isEqualTo(Reason.INVALID);
  }

  private static Reason refusal(Runnable parse) {
    AttributeException refused = catchThrowableOfType(AttributeException.class, parse::run);
    assertThat(refused).as("nothing was refused").isNotNull();
    assertThat(refused.getMessage()).isNotBlank();
    return refused.reason();
  }
}
