package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that {@code docs/jobs.md} names each implemented option, and no other. */
class DocumentedOptionsTest {
  private static final Path PAGE = Path.of("..", "docs", "jobs.md");

  @Test
  void thePageListsEveryOption() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> listed = new TreeSet<>();
    String options = page.substring(page.indexOf("\n## Options"), page.indexOf("\n## Reports"));
    Pattern name = Pattern.compile("`([a-z_0-9]+)`");
    for (String line : options.lines().toList()) {
      if (line.startsWith("| `")) {
        Matcher names = name.matcher(line.substring(0, line.indexOf('|', 1)));
        while (names.find()) {
          listed.add(names.group(1));
        }
      }
    }

    assertThat(listed).containsExactlyInAnyOrderElementsOf(new TreeSet<>(JobOptions.names()));
  }

  @Test
  void everyRefusedOptionHasAReason() {
    assertThat(FioOptions.names())
        .allSatisfy(name -> assertThat(FioOptions.reason(name)).as(name).isNotEmpty());
  }
}
