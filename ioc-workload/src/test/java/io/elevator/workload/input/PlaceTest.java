package io.elevator.workload.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceTest {
  @Test
  void aPlaceInAFileNamesTheLine() {
    assertThat(new Place("jobs/a.fio", 7).error("no")).hasMessage("jobs/a.fio:7: no");
  }

  @Test
  void aPlaceOnTheCommandLineNamesTheOption() {
    assertThat(Place.commandLine("--size").error("no")).hasMessage("--size: no");
  }
}
