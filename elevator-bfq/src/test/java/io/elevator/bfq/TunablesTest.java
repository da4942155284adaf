package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunablesTest {

  private final Bench bench = Bench.hdd();

  private void store(String attribute, String text) {
    bench.elevator.store(attribute, text, bench.now());
  }

  static java.util.List<AttributeSpec> all() {
    return new BfqElevatorType().attributes();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyTunableShowsItsDefaultAndAcceptsIt(AttributeSpec spec) {
    assertThat(bench.elevator.show(spec.name())).isEqualTo(spec.defaultValue());
    store(spec.name(), spec.defaultValue() + "\n");
    assertThat(bench.elevator.show(spec.name())).isEqualTo(spec.defaultValue());
    assertThat(spec.writable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "slice_idle, 20, 20",
    "slice_idle, 5000, 705", // nanoseconds are truncated to 32 bits
    "slice_idle_us, 1500, 1500",
    "low_latency, 7, 1",
    "strict_guarantees, 2, 1",
    "timeout_sync, 0, 1",
    "timeout_sync, 99999999999, 2147483647",
    "max_budget, 18446744073709551615, 2147483647",
    "back_seek_max, 0, 0",
    "back_seek_penalty, 0, 1",
    "fifo_expire_sync, 0, 1",
    "fifo_expire_async, +300, 300"
  })
  void valuesAreClampedToTheRange(String attribute, String written, String read) {
    store(attribute, written);
    assertThat(bench.elevator.show(attribute)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", " 1", "1 ", "0x10", "1\n\n", "18446744073709551616", "eight"})
  void textThatIsNotANumberIsRefusedAndTheOldValueRemains(String text) {
    assertThatThrownBy(() -> store("slice_idle", text))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("slice_idle");
    assertThat(bench.elevator.show("slice_idle")).isEqualTo("8");
  }

  @Test
  void unknownAttributeIsNamedInTheError() {
    assertThatThrownBy(() -> store("speed", "1"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("speed");
    assertThatThrownBy(() -> bench.elevator.show("speed"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("speed");
  }

  @Test
  void sliceIdleAndSliceIdleUsSetTheSameValue() {
    store("slice_idle_us", "2999");
    assertThat(bench.elevator.show("slice_idle")).isEqualTo("2");
    store("slice_idle", "3");
    assertThat(bench.elevator.show("slice_idle_us")).isEqualTo("3000");
  }

  @Test
  void strictGuaranteesRaiseSliceIdleToItsDefault() {
    store("slice_idle", "0");
    store("strict_guarantees", "1");
    assertThat(bench.elevator.show("slice_idle")).isEqualTo("8");
    store("slice_idle", "0");
    store("strict_guarantees", "1");
    assertThat(bench.elevator.show("slice_idle")).as("only when switched on").isEqualTo("0");
  }

  @Test
  void maximumBudgetFollowsTheTimeoutUnlessFixed() {
    store("timeout_sync", "250");
    assertThat(bench.device.budgets.deviceMax()).isEqualTo(35_602);
    store("max_budget", "4096");
    assertThat(bench.device.budgets.deviceMax()).isEqualTo(4096);
    store("timeout_sync", "125");
    assertThat(bench.device.budgets.deviceMax()).isEqualTo(4096);
    store("max_budget", "0");
    assertThat(bench.device.budgets.deviceMax()).isEqualTo(17_801);
  }

  @Test
  void typeHasNameDescriptionAndAttributes() {
    BfqElevatorType type = new BfqElevatorType();
    assertThat(type.name()).isEqualTo("bfq");
    assertThat(type.description()).isNotBlank();
    assertThat(type.attributes()).hasSize(10);
  }
}
