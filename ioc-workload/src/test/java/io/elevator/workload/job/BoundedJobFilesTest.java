package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.UserError;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tests that job files which ask for more time or memory than any real job file are refused, and
 * that the message names the option.
 */
class BoundedJobFilesTest {
  private static void refused(String text, String message) {
    assertThatThrownBy(() -> JobFiles.resolve(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPowerNeedsAsManyStepsAsItsExponentHasBits() {
    assertThat(JobFiles.job("size=4k*(1^9223372036854775807)\n").files().size())
        .isEqualTo(new SizeLimit.Bytes(4096));
    assertThat(JobFiles.job("size=(2^62)\n").files().size())
        .isEqualTo(new SizeLimit.Bytes(1L << 62));
    refused("[j]\nsize=(2^63)\n", "t.fio:2: size=(2^63): ");
    refused("[j]\nsize=(3^9999999999999)\n", "can not be calculated");
  }

  @Test
  void aMessageAboutALongLineNamesItsPositionAndOptionAndIsShort() {
    String list = "4k/x:".repeat(100_000);
    String[] files = {
      "[j]\nbssplit=" + list + "\n",
      "[j]\nfilename=" + list + ":\n",
      "[j]\n" + list + "=1\n",
      "[" + list + "]\nsize=x\n",
      "[j]\nsize=" + list + "\n",
      "[j] " + list + "\n",
      "[j]\nread_iops_log=" + list + "\n",
      "[j]\nwait_for=" + list + "\n",
      "[j]\nverify_pattern=" + list + "\n",
      "[j]\nbs=" + list + "\n"
    };
    for (String file : files) {
      assertThatThrownBy(() -> JobFiles.resolve(file))
          .isInstanceOf(UserError.class)
          .hasMessageMatching("(?s)t\\.fio:[12]: .{1,1100}");
    }
    refused(files[0], "t.fio:2: bssplit=4k/x:4k/x:");
    refused(files[2], "no such option: '4k/x:");
  }

  @Test
  void anExpressionIsNestedAtMostSixtyFourLevelsDeep() {
    assertThat(JobFiles.job("size=" + "(".repeat(64) + "4k" + ")".repeat(64) + "\n").files().size())
        .isEqualTo(new SizeLimit.Bytes(4096));
    refused("[j]\nsize=" + "(".repeat(100_000) + "\n", "nested more than 64 levels deep");
    refused("[j]\nsize=(1" + "^1".repeat(100_000) + ")\n", "nested more than 64 levels deep");
  }

  @Test
  void nestedIncludesOfMoreThan256FilesAreRefused() {
    Map<String, String> files = new HashMap<>();
    files.put(JobFiles.NAME, "[a]\nsize=1m\ninclude 0\n");
    for (int i = 0; i < 14; i++) {
      files.put(String.valueOf(i), ("include " + (i + 1) + "\n").repeat(10));
    }
    files.put("14", "rw=read\n");
    assertThatThrownBy(() -> JobFiles.read(files, Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(": more than 256 files are included");
  }

  @Test
  void theCharactersOfAllIncludedFilesAreCountedTogether() {
    Map<String, String> files = new HashMap<>();
    files.put(JobFiles.NAME, "[a]\n" + "include b\n".repeat(10));
    files.put("b", ("description=" + "x".repeat(1000) + "\n").repeat(512));
    assertThatThrownBy(() -> JobFiles.read(files, Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("b:")
        .hasMessageEndingWith("the job file and its includes are longer than 4 Mi characters");
  }

  @Test
  void theNumbersOfSectionsJobsFilesAndOptionsAreLimited() {
    refused("[a]\n".repeat(10_001), "t.fio:10001: [a]: more than 10000 sections");
    refused(
        "[global]\nsize=4k\n[a]\n[b]\nnumjobs=10000\n",
        "t.fio:5: numjobs=10000: more than 10000 jobs");
    refused(
        "[j]\nsize=1g\nnrfiles=65536\nnumjobs=5\n",
        "t.fio:3: nrfiles=65536: the jobs up to this one");
    refused(
        "[global]\n" + "size=4k\n".repeat(1000) + "[a]\n".repeat(2000),
        "more than 1000000 options together");
  }
}
