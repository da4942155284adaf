package io.elevator.files.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNumberTest {
  @ParameterizedTest
  @CsvSource({
    "0xfe00, 254:0",
    "0x803, 8:3",
    "0x35, 0:53",
    "0x1000fe05, 254:65541",
    "0x1000f4238840, 5000:1000000",
    "0x103, 1:3"
  })
  void numbersOfStatAreUnpacked(String dev, String text) {
    DeviceNumber number = DeviceNumber.ofStat(Long.decode(dev));

    assertThat(number).hasToString(text);
    assertThat(DeviceNumber.parse(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "8:", ":1", "8:1:2", "8:1 ", "-8:1", "1234567890:1", "a:b"})
  void otherTextsAreNoNumbers(String text) {
    assertThat(DeviceNumber.parse(text)).isEmpty();
  }
}
