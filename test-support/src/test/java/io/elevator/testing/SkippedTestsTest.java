package io.elevator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkippedTestsTest {

  private static final String START = "2026-01-02 03:04:05.678";
  private static final Instant AFTER = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir Path folder;

  @Test
  void testThatRanIsInNoList() throws IOException {
    report("A", "<testcase classname='a.A' name='x'/>");

    assertThat(read()).isEqualTo(new SkippedTests(java.util.List.of(), java.util.List.of()));
  }

  @Test
  void testSkippedByRequiresIsNotRun() throws IOException {
    report(
        "B",
        "<testcase classname='a.B' name='y'><skipped message='not run: needs the tool fio'/></testcase>");
    report(
        "A",
        "<testcase classname='a.A' name='x'><skipped message='not run: needs the kernel feature O_DIRECT'/></testcase>");

    assertThat(read().notRun())
        .containsExactly("a.A.x: needs the kernel feature O_DIRECT", "a.B.y: needs the tool fio");
    assertThat(read().unexplained()).isEmpty();
  }

  @Test
  void disabledTestIsUnexplained() throws IOException {
    report("A", "<testcase classname='a.A' name='x'><skipped message='later'/></testcase>");

    assertThat(read().unexplained()).containsExactly("a.A.x: later");
    assertThat(read().notRun()).isEmpty();
  }

  @Test
  void testAbortedByAnAssumptionIsUnexplained() throws IOException {
    report(
        "A",
        "<testcase classname='a.A' name='x'><skipped type='org.opentest4j.TestAbortedException'>"
            + "<![CDATA[org.opentest4j.TestAbortedException: Assumption failed: not now\n\tat a.A.x(A.java:1)]]>"
            + "</skipped></testcase>");

    assertThat(read().unexplained())
        .containsExactly("a.A.x: org.opentest4j.TestAbortedException: Assumption failed: not now");
  }

  @Test
  void disabledTestWithoutReasonIsUnexplained() throws IOException {
    report("A", "<testcase classname='a.A' name='x'><skipped/></testcase>");

    assertThat(read().unexplained()).containsExactly("a.A.x: no reason given");
  }

  @Test
  void reportOfAnEarlierRunIsIgnored() throws IOException {
    Path report =
        report("A", "<testcase classname='a.A' name='x'><skipped message='later'/></testcase>");
    Files.setLastModifiedTime(report, FileTime.from(AFTER.minusMillis(1)));

    assertThat(read().unexplained()).isEmpty();
  }

  @Test
  void reportThatIsNotXmlIsNamed() throws IOException {
    Files.writeString(folder.resolve("TEST-a.A.xml"), "<testsuite>");

    assertThatIOException().isThrownBy(this::read).withMessageContaining("TEST-a.A.xml");
  }

  @Test
  void stepWritesTheTestsThatWereNotRun() throws IOException {
    report(
        "A",
        "<testcase classname='a.A' name='x'><skipped message='not run: needs the tool fio'/></testcase>");
    Path file = folder.resolve("not-run.txt");

    SkippedTests.main(new String[] {folder.toString(), START, file.toString()});

    assertThat(file).hasContent("a.A.x: needs the tool fio");
  }

  @Test
  void stepFailsForAnyOtherSkippedTestAndStillWritesTheList() throws IOException {
    report(
        "A",
        "<testcase classname='a.A' name='x'><skipped message='later'/></testcase>"
            + "<testcase classname='a.A' name='y'><skipped message='not run: needs the tool fio'/></testcase>");
    Path file = folder.resolve("not-run.txt");

    assertThatIllegalStateException()
        .isThrownBy(
            () -> SkippedTests.main(new String[] {folder.toString(), START, file.toString()}))
        .withMessageContaining("a.A.x: later")
        .withMessageNotContaining("a.A.y");
    assertThat(file).hasContent("a.A.y: needs the tool fio");
  }

  @Test
  void stepDeletesTheListOfAnEarlierRun() throws IOException {
    Path file = Files.writeString(folder.resolve("not-run.txt"), "a.A.x: needs the tool fio");

    SkippedTests.main(new String[] {folder.resolve("none").toString(), START, file.toString()});

    assertThat(file).doesNotExist();
  }

  @Test
  void stepNamesItsExpectedArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SkippedTests.main(new String[] {"reports"}))
        .withMessageContaining("REPORTS START FILE");
  }

  private SkippedTests read() throws IOException {
    return SkippedTests.read(folder, AFTER);
  }

  private Path report(String name, String testCases) throws IOException {
    Path report =
        Files.writeString(
            folder.resolve("TEST-a." + name + ".xml"), "<testsuite>" + testCases + "</testsuite>");
    return Files.setLastModifiedTime(report, FileTime.from(AFTER));
  }
}
