package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.ParameterError;
import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFileReaderTest {
  @Test
  void sectionsAndOptionsAreReadWithTheirPositions() {
    JobFile file =
        JobFiles.read(
            """
            ; a comment

            [global]
            rw=randread
            time_based

              [db]
            \tsize = 4k
            """);

    assertThat(file)
        .isEqualTo(
            new JobFile(
                "t.fio",
                List.of(
                    new Section(
                        new SourcePosition("t.fio", 3),
                        "global",
                        List.of(
                            new Assignment(new SourcePosition("t.fio", 4), "rw", "randread"),
                            new Assignment(new SourcePosition("t.fio", 5), "time_based", null))),
                    new Section(
                        new SourcePosition("t.fio", 7),
                        "db",
                        List.of(new Assignment(new SourcePosition("t.fio", 8), "size", "4k")))),
                List.of("t.fio")));
  }

  @Test
  void aCommentEndsALineWhereverItBegins() {
    JobFile file = JobFiles.read("[j] ; the job\nsize=4k # small\n#bs=8k\ndescription=a;b\n");

    assertThat(values(file, 0)).containsExactly("size=4k", "description=a");
    assertThat(file.sections().getFirst().name()).isEqualTo("j");
  }

  @Test
  void sectionsMayHaveTheSameName() {
    assertThat(JobFiles.read("[a]\n[a]\n[global]\n[global]\n").sections()).hasSize(4);
  }

  @Test
  void everySectionWhoseNameBeginsWithGlobalIsGlobal() {
    JobFile file = JobFiles.read("[global]\n[global-defaults]\n[worldwide]\n");

    assertThat(file.sections()).extracting(Section::global).containsExactly(true, true, false);
  }

  @Test
  void onlyTheFirstEqualsSignSeparates() {
    assertThat(values(JobFiles.read("[j]\ndescription=a=b=c\n"), 0))
        .containsExactly("description=a=b=c");
  }

  @Test
  void variablesInValuesAreReplaced() {
    JobFile file =
        JobFiles.read(
            Map.of(JobFiles.NAME, "[j]\nsize=${N}k\nfilename=/${DIR}/${DIR}\nname=${NOTHING}x\n"),
            Map.of("N", "64", "DIR", "d"));

    assertThat(values(file, 0)).containsExactly("size=64k", "filename=/d/d", "name=x");
  }

  @Test
  void includesAreResolvedAgainstTheFolderOfTheIncludingFile() {
    Map<String, String> files = new HashMap<>();
    files.put(JobFiles.NAME, "[global]\ninclude more/a.fio\n[j]\nsize=8k\n");
    files.put("more/a.fio", "bs=4k\ninclude b.fio\nrw=write\n");
    files.put("more/b.fio", "iodepth=2\n");

    JobFile file = JobFiles.read(resolvable(files), Map.of());

    assertThat(values(file, 0)).containsExactly("bs=4k", "iodepth=2", "rw=write");
    assertThat(file.sections().getFirst().assignments().get(1).position())
        .isEqualTo(new SourcePosition("more/b.fio", 1));
  }

  /** Returns the files with paths that use the separator of this platform. */
  private static Map<String, String> resolvable(Map<String, String> files) {
    Map<String, String> resolved = new HashMap<>();
    files.forEach((name, text) -> resolved.put(Path.of(name).toString(), text));
    return resolved;
  }

  @Test
  void anOptionNameMayBeginWithInclude() {
    assertThat(values(JobFiles.read("[j]\nincluded=1\n"), 0)).containsExactly("included=1");
  }

  @Test
  void aFileThatIncludesItselfIsRefused() {
    assertThatThrownBy(() -> JobFiles.read("[j]\ninclude t.fio\n"))
        .isInstanceOf(UserError.class)
        .hasMessage("t.fio:1: [j]: an included file may not have sections");
    assertThatThrownBy(() ->
            JobFiles.read(Map.of(JobFiles.NAME, "[j]\ninclude a\n", "a", "include a\n"), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessage("a:1: include a: more than 16 files include one another");
  }

  private static List<String> values(JobFile file, int section) {
    return file.sections().get(section).assignments().stream().map(Assignment::toString).toList();
  }

  @Test
  void aJobThatTheFileLacksIsRefusedWithTheNameOfTheParameter() {
    JobFile file = JobFiles.read("[a]\nsize=4k\n");

    assertThatThrownBy(() -> file.only(List.of("x")))
        .isInstanceOf(ParameterError.class)
        .hasMessage("names: there is no job 'x' in t.fio");
  }
}
