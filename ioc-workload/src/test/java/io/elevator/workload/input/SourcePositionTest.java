package io.elevator.workload.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourcePositionTest {
  @Test
  void aPositionInAFileNamesTheLine() {
    assertThat(new SourcePosition("jobs/a.fio", 7).error("no")).hasMessage("jobs/a.fio:7: no");
  }

  @Test
  void aPositionOnTheCommandLineNamesTheOption() {
    assertThat(SourcePosition.commandLine("--size").error("no")).hasMessage("--size: no");
  }
}
