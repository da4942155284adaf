package io.elevator.devices.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverOptionsTest {
  @ParameterizedTest
  @CsvSource({"0,0", "4096,4096", "4k,4096", "4KiB,4096", "10m,10485760", "1g,1073741824"})
  void sizesWithSuffixesAreParsed(String text, long bytes) {
    assertThat(DriverOptions.bytes("size", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"7,7", "7ns,7", "7us,7000", "7ms,7000000", "7s,7000000000"})
  void durationsWithSuffixesAreParsed(String text, long nanos) {
    assertThat(DriverOptions.nanos("delay", text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "1.5m", "4 k", "4x", "1234567890123456789"})
  void aTextThatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> DriverOptions.bytes("size", text))
        .isInstanceOfSatisfying(
            AttributeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID))
        .hasMessageStartingWith("size: '" + text + "'");
  }

  @Test
  void sizesAndDurationsThatOverflowAreRefused() {
    assertThatThrownBy(() -> DriverOptions.bytes("size", "9999999999g"))
        .isInstanceOfSatisfying(
            AttributeException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_RANGE));
    assertThatThrownBy(() -> DriverOptions.nanos("delay", "99999999999s"))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("292 years");
  }

  @Test
  void missingOptionsHaveDefaultsAndOutOfRangeValuesAreRefused() {
    DriverOptions options = new DriverOptions(Map.of("depth", "9", "on", "yes", "off", "0"));
    assertThat(options.number("depth", 1, 1, 9)).isEqualTo(9);
    assertThat(options.number("queues", 3, 1, 9)).isEqualTo(3);
    assertThat(options.flag("on", false)).isTrue();
    assertThat(options.flag("off", true)).isFalse();
    assertThat(options.flag("none", true)).isTrue();
    assertThat(options.has("depth")).isTrue();
    assertThat(options.has("queues")).isFalse();
    assertThatThrownBy(() -> options.number("depth", 1, 1, 8))
        .hasMessage("depth: '9' is not in 1..8");
  }

  @Test
  void aMissingFileIsExplainedByTheOptionsThatWereGiven() {
    assertThat(missing(Map.of())).contains("give option size");
    assertThat(missing(Map.of("size", "1m"))).contains("make the folder");
    assertThat(missing(Map.of("size", "1m", "readonly", "1"))).contains("readonly=1");
  }

  private static String missing(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("filename", "none/file");
    return BackingOptions.read(new DriverOptions(all), "file", 512).missing();
  }
}
