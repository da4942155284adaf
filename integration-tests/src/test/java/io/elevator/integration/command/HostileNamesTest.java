package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names that look like HTML elements, scripts or placeholders of the report page, shown in a real
 * browser.
 */
@Requires(tools = "chromium")
class HostileNamesTest {
  private static final String ELEMENT = "<img src=x onerror=document.title='TAKEN'>";
  private static final String END = "</script><script>document.title='TAKEN'</script><!--";
  private static final String PLACEHOLDER = "/*{script}*/{a|b}";

  /** The texts of the page that come from the user, a trace, or an elevator in a plugin. */
  private static final Pattern TEXTS =
      Pattern.compile(
          "\"(title|version|label|elevator|driver|name|priority|decision|reason|meaning|figure)\":\"[^\"]*\"");

  @TempDir Path folder;
  private Browser browser;
  private IocProcess ioc;

  @BeforeEach
  void start() {
    browser = new Browser(folder);
    ioc = new IocProcess(folder);
  }

  private Path page(String... words) throws IOException, InterruptedException {
    IocProcess.Outcome outcome = ioc.run(words);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    return folder.resolve("page.html");
  }

  /**
   * Requires that the page draws its charts and tooltips, and that no name in it became an element
   * or a script.
   */
  private void assertHarmless(Path page) throws IOException, InterruptedException {
    for (String view : new String[] {"#tooltips", "#picture"}) {
      String shown = browser.dump(page.toUri() + view);
      assertThat(shown)
          .contains(view.equals("#picture") ? "&lt;svg" : "data-tooltips=\"shown\"")
          .doesNotContain("<title>TAKEN", "<script>document");
      assertNoElement(shown);
      if (view.equals("#picture")) {
        // This view contains the picture as text, so names in it must be escaped twice.
        assertThat(shown).doesNotContain("&lt;img", "&lt;script");
      }
      assertThat(browser.console()).isEmpty();
    }
  }

  private static void assertNoElement(String shown) {
    String elements =
        shown
            .replaceAll("(?s)<script[^>]*>.*?</script>", "")
            .replaceAll("aria-label=\"[^\"]*\"", "");
    assertThat(elements.contains("<img")).as("a name became an element").isFalse();
  }

  private void writeJob(String name) throws IOException {
    Files.writeString(
        folder.resolve(name),
        """
        [%s]
        description=%s
        rw=randread
        size=1m
        filename=%s
        [%s]
        rw=randwrite
        size=1m
        [%s]
        size=1m
        """
            .formatted(ELEMENT, ELEMENT, "<b>x", END, PLACEHOLDER));
  }

  @Test
  void namesOfJobsAndFilesAreEscapedInThePage() throws IOException, InterruptedException {
    writeJob("<img src=x onerror=alert(1)>.fio");
    assertHarmless(
        page(
            "compare",
            "--driver=sim-hdd",
            "--elevators=none,bfq",
            "--html=page.html",
            "<img src=x onerror=alert(1)>.fio"));
  }

  @Test
  void namesOfProgramsInATraceAreEscapedInThePage() throws IOException, InterruptedException {
    StringBuilder trace = new StringBuilder();
    for (String name : new String[] {ELEMENT, END, PLACEHOLDER, "__proto__", "constructor"}) {
      trace.append("  8,0 0 1 0.000000000 1234 Q R 1000 + 8 [").append(name).append("]\n");
    }
    Files.writeString(folder.resolve("t.blkparse"), trace);
    assertHarmless(
        page(
            "replay",
            "--driver=sim-hdd",
            "--elevators=none,bfq",
            "--html=page.html",
            "t.blkparse"));
  }

  @Test
  void namesAndValuesOfASweepAreEscapedInThePage() throws IOException, InterruptedException {
    writeJob("a.fio");
    Path page =
        page(
            "sweep",
            "--vary=seed=1,2",
            "--vary=job.description=<b>,{a|b}",
            "--html=page.html",
            "a.fio");
    String shown = browser.dump(page.toUri() + "#tooltips");
    assertThat(shown).contains("data-tooltips=\"shown\"");
    assertNoElement(shown);
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void textsOfAnElevatorAreEscapedInThePage() throws IOException, InterruptedException {
    writeJob("a.fio");
    Path page = page("compare", "--driver=sim-hdd", "--elevators=bfq", "--html=page.html", "a.fio");
    String text = Files.readString(page);
    // The digests of the content security policy do not cover the data of the page, so the data may
    // contain any text.
    String hostile = "{a|\\u003cimg src=x onerror=document.title='TAKEN'\\u003e/*{css}*/";
    text = TEXTS.matcher(text).replaceAll("\"$1\":\"" + Matcher.quoteReplacement(hostile) + "\"");
    text = text.replace("\"decisions\":{", "\"decisions\":{\"" + hostile + "\":7,");
    Files.writeString(page, text);
    assertHarmless(page);
  }

  @Test
  void contentSecurityPolicyBlocksScriptsThatAreNotThePages()
      throws IOException, InterruptedException {
    writeJob("a.fio");
    Path page =
        page("compare", "--driver=sim-hdd", "--elevators=none", "--html=page.html", "a.fio");
    String text = Files.readString(page);
    int end = text.lastIndexOf("</body>");
    Files.writeString(
        page,
        text.substring(0, end)
            + "<script>document.title='TAKEN'</script>"
            + "<img src=x onerror=\"document.title='TAKEN'\">"
            + text.substring(end));
    assertThat(browser.dump(page.toUri().toString()))
        .contains("data-drawn=")
        .doesNotContain("<title>TAKEN");
    assertThat(browser.console()).contains("Content Security Policy");
  }
}
