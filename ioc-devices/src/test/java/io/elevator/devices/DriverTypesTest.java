package io.elevator.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.DriverBench;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriverTypesTest {
  /**
   * Returns the driver types that the module declares. The test reads the module's declaration,
   * because the service loader finds only services that the calling module declares to use.
   */
  static Stream<DriverType> types() {
    return DriverTypesTest.class.getModule().getDescriptor().provides().stream()
        .filter(provides -> provides.service().equals(DriverType.class.getName()))
        .flatMap(provides -> provides.providers().stream())
        .map(DriverTypesTest::driverType);
  }

  private static DriverType driverType(String name) {
    try {
      return Class.forName(name).asSubclass(DriverType.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name + " cannot be made as a service", e);
    }
  }

  @Test
  void allDriverTypesAreFoundAsServices() {
    assertThat(types().map(DriverType::name))
        .containsExactlyInAnyOrder("null", "memory", "file", "uring", "sim-hdd", "sim-ssd");
  }

  @ParameterizedTest
  @MethodSource("types")
  void eachTypeHasANameADescriptionAVersionAndOptions(DriverType type) {
    assertThat(type.name()).matches("[a-z0-9-]{1,15}");
    assertThat(type.description()).isNotBlank();
    if (!type.name().equals("uring")) {
      assertThat(type.unavailableReason()).isEmpty();
    }
    assertThat(type.getClass().getAnnotation(SpiVersion.class).value())
        .isEqualTo(SpiVersion.CURRENT);
    List<String> names = type.options().stream().map(AttributeSpec::name).toList();
    assertThat(names).doesNotHaveDuplicates().contains("faults", "size", "hw_queue_depth");
    assertThat(type.options())
        .allSatisfy(option -> {
          assertThat(option.name()).matches("[a-z_]+");
          assertThat(option.description()).isNotBlank();
          assertThat(option.range()).isNotBlank();
        });
  }

  @ParameterizedTest
  @MethodSource("types")
  void theDeclaredDefaultsAreTheEffectiveDefaults(DriverType type) throws IOException {
    if (List.of("file", "uring").contains(type.name())) {
      return;
    }
    for (AttributeSpec option : type.options()) {
      boolean isNumber = option.defaultValue().matches("[0-9]+[kmgt]?");
      // These two options have an effect only with completion by timer, which is not the default.
      boolean needsTimer = option.name().equals("completion_nsec") && isNumber;
      if (!isNumber || needsTimer) {
        continue;
      }
      try (DriverBench said = new DriverBench(type, 1, option.name(), option.defaultValue());
          DriverBench left = new DriverBench(type, 1)) {
        assertThat(said.driver().shape()).as(option.name()).isEqualTo(left.driver().shape());
      }
    }
  }
}
