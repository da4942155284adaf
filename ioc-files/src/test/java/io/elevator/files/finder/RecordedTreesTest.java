package io.elevator.files.finder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The finder gives the expected disk, steps and warnings in each recorded tree. */
class RecordedTreesTest {
  private static Stream<Arguments> searches() {
    return Topology.all()
        .flatMap(
            topology -> topology.searches().stream().map(search -> Arguments.of(topology, search)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("searches")
  void theDiskStepsAndWarningsAreTheExpectedOnes(Topology topology, Topology.Search search) {
    FoundDisk disk = new DiskFinder(topology.tree(), DiskNames.NONE).find(Path.of(search.path()));

    assertThat(Topology.described(disk)).containsExactlyElementsOf(search.expected());
  }

  @Test
  void thereAreAtLeastSixteenTopologiesAndEachIsSearched() {
    List<Topology> all = Topology.all().toList();

    assertThat(all).hasSizeGreaterThanOrEqualTo(16);
    assertThat(all).allSatisfy(topology -> assertThat(topology.searches()).isNotEmpty());
  }
}
