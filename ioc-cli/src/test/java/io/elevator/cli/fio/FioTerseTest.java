package io.elevator.cli.fio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.cli.CommandRun;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the terse reports of fio and {@code ioc} for the same job have the same fields. */
@Requires(tools = "fio")
class FioTerseTest {
  private static final String JOB =
      " --name=a;b --ioengine=null --size=64k --rw=rw --eta=never --percentile_list=50:99.5";

  private static List<String> words(String options) {
    return new ArrayList<>(List.of((options + JOB).split(" ")));
  }

  private static String fio(String options) throws IOException {
    List<String> command = words(options);
    // fio gets the name with an escaped semicolon, because a plain one would shift the fields of
    // its report.
    command.replaceAll(word -> word.replace("a;b", "a\\x3b"));
    command.addFirst("fio");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
    return said;
  }

  private static String ioc(String options) {
    List<String> command = words(options);
    command.addAll(0, List.of("run", "--quiet"));
    CommandRun run = CommandRun.of(command.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  /**
   * Returns the lines of a terse report with each number replaced by a placeholder. Two reports of
   * the same form are then equal.
   */
  private static List<String> form(String report) {
    return report
        .lines()
        .filter(line -> line.startsWith(";") || line.matches("[2-5];.*"))
        .map(line -> line.replaceFirst("(fio|ioc)-[^;]*", "program").replace("a\\x3bb", "a\\x3b"))
        .map(line ->
            line.replaceAll("\\d+\\.(\\d+)", "N.$1")
                .replaceAll("(?<=N\\.)(\\d*)", "D")
                .replaceAll("(?<=;)\\d+(?=;|%|$)", "N")
                .replaceAll("=\\d+", "=N"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--output-format=terse",
        "--minimal --disk_util=0",
        "--output-format=terse --terse-version=2 --description=two",
        "--output-format=terse --terse-version=4 --description=four",
        "--output-format=terse --terse-version=5 --continue_on_error=all",
        "--output-format=terse --unified_rw_reporting=mixed",
        "--output-format=terse --unified_rw_reporting=both --terse-version=5",
        "--output-format=terse --clat_percentiles=0",
        "--output-format=terse --lat_percentiles=1",
        "--output-format=terse,json+",
        "--append-terse"
      })
  void fieldsAreThoseOfFio(String options) throws IOException {
    // fio lists no drive for its engine null, whereas ioc would list its queue, so ioc gets
    // disk_util=0.
    List<String> mine = form(ioc(options + " --disk_util=0"));

    assertThat(mine).isNotEmpty().isEqualTo(form(fio(options)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"terse,json", "json,terse", "normal,terse", "terse,normal,json+"})
  void aListOfFormatsHasThemInTheOrderOfFio(String formats) throws IOException {
    String option = "--output-format=" + formats;

    assertThat(parts(ioc(option))).isEqualTo(parts(fio(option)));
  }

  private static List<String> parts(String report) {
    List<String> parts = new ArrayList<>();
    for (String line : report.lines().toList()) {
      if (line.startsWith("3;")) {
        parts.add("terse");
      } else if (line.contains("\"fio version\"")) {
        parts.add("json");
      } else if (line.contains("groupid=")) {
        parts.add("normal");
      } else if (line.contains("(g=0)")) {
        parts.add("announcement");
      }
    }
    return parts;
  }
}
