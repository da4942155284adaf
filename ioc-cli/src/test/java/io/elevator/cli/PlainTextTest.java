package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.report.text.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests that control characters in names are escaped before they reach a terminal. */
class PlainTextTest {
  /**
   * Text with control characters. Unescaped, it would turn a terminal red, write to its clipboard,
   * start a C1 sequence and reverse the direction of writing.
   */
  private static final String HOSTILE =
      "\u001b[31mred\u001b[2Jcm0\u0007\u009b2J\u007f\u202egnp\u2066x";

  private static final String SHOWN = "\\x1b[31mred\\x1b[2Jcm0\\x07\\x9b2J\\x7f\\u202egnp\\u2066x";

  @TempDir Path folder;

  private static String run(Object... words) {
    StringWriter all = new StringWriter();
    PrintWriter writer = new PrintWriter(all);
    Main.run(
        builder -> builder.driver(TestDriver.simulated()),
        writer,
        writer,
        Stream.of(words).map(Object::toString).toArray(String[]::new));
    return all.toString();
  }

  private static void assertHarmless(String output) {
    assertThat(output)
        .matches(text ->
            text.chars().allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c)))
        .doesNotContain("\u202e", "\u2066");
  }

  @Test
  void controlCharactersAreShownAsEscapes() {
    assertThat(PlainText.of(HOSTILE)).isEqualTo(SHOWN);
    assertThat(PlainText.of("a\nb\tc\rd")).isEqualTo("a\\x0ab\\x09c\\x0dd");
    assertThat(PlainText.lines("a\nb\tc\rd")).isEqualTo("a\nb\tc\\x0dd");
    assertThat(PlainText.of("äö 漢字 …")).isEqualTo("äö 漢字 …");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0xad, 0x61c, 0x180e, 0x200b, 0x200d, 0x2028, 0x2029, 0x2060, 0x2069, 0x3164, 0xfeff})
  void invisibleCharactersAreShownAsEscapes(int c) {
    String escape = (c < 0x100 ? "\\x%02x" : "\\u%04x").formatted(c);

    assertThat(PlainText.of("a" + Character.toString(c) + "b")).isEqualTo("a" + escape + "b");
    assertThat(PlainText.lines(Character.toString(c))).isEqualTo(escape);
    assertThat(PlainText.json(Character.toString(c))).isEqualTo("\\u%04x".formatted(c));
  }

  @Test
  void anInvisibleCharacterBeyondUffffIsShownAsTwoEscapes() {
    assertThat(PlainText.of("a\udb40\udc01b")).isEqualTo("a\\udb40\\udc01b");
    assertThat(PlainText.of("\ud83d\ude00")).as("visible").isEqualTo("\ud83d\ude00");
  }

  @Test
  void noCommandPrintsControlCharactersOfJobsDescriptionsFilesOrPrograms() throws IOException {
    Path job =
        Files.writeString(
            folder.resolve("a.fio"),
            "[" + HOSTILE + "]\nsize=16k\ndescription=" + HOSTILE + "\nfilename=" + HOSTILE + "\n");
    Path trace =
        Files.writeString(
            folder.resolve("t"), "  8,0 0 1 0.000000000 1234 Q R 1000 + 8 [" + HOSTILE + "]\n");
    for (Object[] words :
        new Object[][] {
          {"run", job, "--driver=sim-test"},
          {"compare", job, "--driver=sim-test", "--elevators=none"},
          {"sweep", job, "--driver=sim-test", "--vary=seed=1,2"},
          {"replay", trace, "--driver=sim-test"},
          {"run", job, "--driver=sim-test", "--driver-option=broken=0"}
        }) {
      String output = run(words);
      assertHarmless(output);
      assertThat(output).contains(SHOWN);
    }
    assertHarmless(run("run", HOSTILE));
    assertHarmless(run("run", job, "--driver=" + HOSTILE));
    assertHarmless(run(HOSTILE));
    assertHarmless(run("run", job, "--" + HOSTILE));
  }

  @Test
  void jsonHasControlCharactersAsJsonEscapes() throws IOException {
    Path job =
        Files.writeString(folder.resolve("a.fio"), "[" + HOSTILE + "]\nsize=16k\nfilename=f\n");
    String output = run("run", job, "--driver=sim-test", "--output-format=json");
    assertHarmless(output);
    JsonNode json = JsonMapper.builder().build().readTree(output);
    assertThat(json.at("/jobs/0/jobname").asString()).isEqualTo(HOSTILE);
  }

  @Test
  void progressMovesTheCursorAndTextPrintedWithItCannot() {
    StringWriter all = new StringWriter();
    PlainWriter writer = new PlainWriter(new PrintWriter(all));
    PlainWriter.control(writer, "\r");
    writer.print("\r\u001b[K");
    PlainWriter.control(writer, "\u001b[K");
    writer.flush();
    assertThat(all.toString()).isEqualTo("\r\\x0d\\x1b[K\u001b[K");
  }
}
