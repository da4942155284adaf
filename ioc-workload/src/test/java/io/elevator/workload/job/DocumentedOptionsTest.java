package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that {@code docs/jobs.md} describes each option that is implemented, and no other option.
 */
class DocumentedOptionsTest {
  private static final Path PAGE = Path.of("..", "docs", "jobs.md");

  @Test
  void thePageListsEveryOption() throws IOException {
    Set<String> listed = new TreeSet<>();
    Pattern name = Pattern.compile("`([a-z_0-9]+)`");
    for (String line : rowsOf(options())) {
      Matcher names = name.matcher(line.substring(0, line.indexOf('|', 1)));
      while (names.find()) {
        listed.add(names.group(1));
      }
    }

    assertThat(listed).containsExactlyInAnyOrderElementsOf(new TreeSet<>(JobOptions.names()));
  }

  static List<OptionGroup> groups() {
    return JobOptions.GROUPS;
  }

  @ParameterizedTest
  @MethodSource("groups")
  void thePageHasTheNamesValuesDefaultAndMeaningOfEachOption(OptionGroup group) throws IOException {
    String options = options();
    String heading = "\n### " + group.title() + "\n";
    assertThat(options).contains(heading);
    String chapter = options.substring(options.indexOf(heading) + heading.length());
    int next = chapter.indexOf("\n### ");

    assertThat(String.join("\n", rowsOf(next < 0 ? chapter : chapter.substring(0, next))))
        .isEqualTo(
            String.join("\n", group.options().stream().map(DocumentedOptionsTest::row).toList()));
  }

  /** Returns the row of the table in {@code docs/jobs.md} that describes an option. */
  private static String row(JobOption<?> option) {
    return "| `"
        + String.join("`, `", option.names())
        + "` | "
        + option.type().values()
        + " | "
        + option.defaultText()
        + " | "
        + option.meaning()
        + " |";
  }

  private static String options() throws IOException {
    String page = Files.readString(PAGE);
    return page.substring(page.indexOf("\n## Options"), page.indexOf("\n## Limits on memory"));
  }

  private static List<String> rowsOf(String chapter) {
    return chapter.lines().filter(line -> line.startsWith("| `")).toList();
  }

  @Test
  void everyRefusedOptionHasAReason() {
    assertThat(FioOptions.names())
        .allSatisfy(name -> assertThat(FioOptions.reason(name)).as(name).isNotEmpty());
  }
}
