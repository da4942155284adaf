package io.elevator.integration.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.ElevatorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MqDeadlineVectorsTest {
  private static final ElevatorType TYPE = Vectors.elevator("mq-deadline");

  static List<Path> vectors() {
    return Vectors.of("mq-deadline");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void answersEqualThoseOfLinux(Path vector) throws IOException {
    Vectors.requireEqualAnswers(TYPE, vector);
  }

  @Test
  void allVectorsArePresent() {
    assertThat(vectors()).hasSize(61);
  }
}
