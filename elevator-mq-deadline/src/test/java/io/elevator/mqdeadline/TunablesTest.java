package io.elevator.mqdeadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunablesTest {
  private final MqDeadline elevator = new TestQueue().elevator;

  private String write(String attribute, String text) {
    elevator.store(attribute, text, 1);
    return elevator.show(attribute);
  }

  @ParameterizedTest
  @CsvSource({
    "read_expire, 0, 0",
    "read_expire, -1, 0",
    "read_expire, 2147483647, 2147483647",
    "read_expire, 0x10, 16",
    "write_expire, -2147483648, 0",
    "write_expire, 010, 8",
    "writes_starved, -1, -1",
    "writes_starved, 2147483647, 2147483647",
    "front_merges, 2, 1",
    "front_merges, -7, 0",
    "front_merges, 0, 0",
    "async_depth, 0, 1",
    "async_depth, -5, 1",
    "async_depth, 1000000, 1000000",
    "fifo_batch, -1, 0",
    "fifo_batch, +3, 3",
    "prio_aging_expire, -1, 0",
    "prio_aging_expire, 1, 1",
  })
  void numberIsClampedToTheRange(String attribute, String text, String expected) {
    assertThat(write(attribute, text)).isEqualTo(expected);
    assertThat(write(attribute, text + "\n")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "read_expire, abc, INVALID",
    "read_expire, '', INVALID",
    "read_expire, 5 , INVALID",
    "write_expire, 1ms, INVALID",
    "writes_starved, --1, INVALID",
    "front_merges, true, INVALID",
    "async_depth, 2147483648, OUT_OF_RANGE",
    "fifo_batch, -2147483649, OUT_OF_RANGE",
    "prio_aging_expire, 99999999999999999999, OUT_OF_RANGE",
  })
  void textThatIsNotANumberIsRefusedAndTheOldValueRemains(
      String attribute, String text, Reason reason) {
    String old = elevator.show(attribute);
    String written = text.equals("5") ? "5 " : text;

    assertThatExceptionOfType(AttributeException.class)
        .isThrownBy(() -> elevator.store(attribute, written, 1))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .withMessageContaining(attribute);
    assertThat(elevator.show(attribute)).isEqualTo(old);
  }

  @Test
  void unknownAttributeIsRefused() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> elevator.show("slice_idle"))
        .withMessageContaining("slice_idle");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> elevator.store("slice_idle", "1", 1))
        .withMessageContaining("slice_idle");
  }
}
