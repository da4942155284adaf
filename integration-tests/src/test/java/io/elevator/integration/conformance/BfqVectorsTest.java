package io.elevator.integration.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.ElevatorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BfqVectorsTest {
  private static final ElevatorType TYPE = Vectors.elevator("bfq");

  static List<Path> vectors() {
    return Stream.of("bfq", "bfq-groups").flatMap(set -> Vectors.of(set).stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void answersEqualThoseOfLinux(Path vector) throws IOException {
    Vectors.requireEqualAnswers(TYPE, vector);
  }

  @Test
  void allVectorsArePresent() {
    assertThat(Vectors.of("bfq")).hasSize(112);
    assertThat(Vectors.of("bfq-groups")).hasSize(23);
  }
}
