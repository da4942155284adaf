package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.files.OutputInterrupted;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ComplaintTest {
  private final StringWriter err = new StringWriter();

  private int complain(Throwable e) {
    return Complaint.about(e, false, new PrintWriter(err));
  }

  private void assertLine(String line) {
    assertThat(err.toString()).isEqualTo(line + System.lineSeparator());
  }

  @Test
  void aUserErrorEndsWithTheStatusForBadInput() {
    assertThat(complain(new UserError("a.fio:3: no"))).isEqualTo(2);
    assertLine("ioc: a.fio:3: no");
  }

  @Test
  void failedWorkEndsWithTheStatusForFailure() {
    assertThat(complain(new RunFailure("disk full", new IOException("x")))).isEqualTo(1);
    assertLine("ioc: disk full");
  }

  @Test
  void anOutputCutShortByASignalEndsWithTheStatusForAnInterrupt() {
    assertThat(complain(new RunFailure("--output: f: cut", new OutputInterrupted("cut"))))
        .isEqualTo(130);
    assertLine("ioc: --output: f: cut");
  }

  @Test
  void anyOtherExceptionIsReportedAsAnInternalError() {
    assertThat(complain(new IllegalStateException("two\nlines"))).isEqualTo(1);
    assertLine("ioc: internal error: IllegalStateException: two lines (--debug shows where)");
  }

  @Test
  void aLongMessageKeepsItsBeginningAndItsEnd() {
    assertThat(complain(new UserError("a.fio:2: size=" + "(".repeat(4_000_000) + ": no number")))
        .isEqualTo(2);
    assertThat(err.toString())
        .startsWith("ioc: a.fio:2: size=((")
        .contains("(( … ((")
        .endsWith(": no number" + System.lineSeparator())
        .hasSizeLessThan(5_000);
  }

  @Test
  void anExceptionWithoutAMessageStillGivesOneLine() {
    assertThat(complain(new NullPointerException())).isEqualTo(1);
    assertLine("ioc: internal error: NullPointerException: null (--debug shows where)");
  }

  @Test
  void exhaustedMemoryIsReportedWithTheOptionThatAllowsMore() {
    assertThat(complain(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
    assertLine(
        "ioc: out of memory (Java heap space); IOC_JAVA_OPTS=-Xmx2g allows more, for instance");
  }
}
