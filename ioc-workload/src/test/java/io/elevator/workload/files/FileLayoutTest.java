package io.elevator.workload.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLayoutTest {
  @TempDir Path folder;
  private final List<String> news = new ArrayList<>();

  private FilePlan plan(Path path, String size) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("l.fio"), "[a]\nfilename=" + path + "\nsize=" + size + "\n");
    return new FilePlanner(job -> "file", driver -> true, FileSizes.ofFileSystem())
        .plan(JobResolver.resolve(JobFileReader.read(file.toString()), List.of()).jobs());
  }

  private boolean make(FilePlan plan) {
    return new FileLayout(() -> false, news::add).make(plan);
  }

  @Test
  void missingFoldersAndFileAreCreatedAndFilled() throws IOException {
    Path file = folder.resolve("deep/down/data");

    assertThat(make(plan(file, "3m"))).isTrue();

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(3 << 20);
    for (int page = 0; page < bytes.length; page += 4096) {
      byte[] content = Arrays.copyOfRange(bytes, page, page + 4096);
      assertThat(content).as("page at %d", page).isNotEqualTo(new byte[4096]);
    }
    assertThat(news).containsExactly("a: Laying out IO file (1 file / total 3MiB)");
  }

  @Test
  void aFileThatIsLongEnoughIsUnchanged() throws IOException {
    Path file = Files.write(folder.resolve("data"), new byte[8192]);

    assertThat(make(plan(file, "4k"))).isTrue();

    assertThat(file).hasBinaryContent(new byte[8192]);
    assertThat(news).isEmpty();
  }

  @Test
  void aFileThatIsTooShortIsExtendedAndKeepsItsContent() throws IOException {
    Path file = Files.writeString(folder.resolve("data"), "mine");

    assertThat(make(plan(file, "8k"))).isTrue();

    assertThat(Files.size(file)).isEqualTo(8192);
    assertThat(Files.readAllBytes(file)).startsWith("mine".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aStoppedLayoutDeletesTheFileItCreated() throws IOException {
    Path fresh = folder.resolve("fresh");
    Path old = Files.writeString(folder.resolve("old"), "mine");
    AtomicInteger asked = new AtomicInteger();

    assertThat(new FileLayout(() -> asked.incrementAndGet() > 2, news::add).make(plan(fresh, "4m")))
        .isFalse();
    assertThat(new FileLayout(() -> true, news::add).make(plan(old, "4m"))).isFalse();

    assertThat(fresh).doesNotExist();
    assertThat(old).hasContent("mine");
  }

  @Test
  void theMessageNamesAParentThatIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    FilePlan plan = plan(file.resolve("data"), "4k");

    assertThatThrownBy(() -> make(plan))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("its folder " + file + " can not be made: exists and is not");
  }

  @Test
  void aFolderIsRefusedAsAFile() {
    assertThatThrownBy(() -> plan(folder, "4k"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s:2: filename=%s: job a: %s: is a directory, expected a file",
            folder.resolve("l.fio"), folder, folder);
  }

  @Test
  void filesThatNeedMoreSpaceThanTheFileSystemHasAreRefusedBeforeAnyIsCreated() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    long half = (free / 2 + (2L << 30)) >> 20;
    Path jobs =
        Files.writeString(
            folder.resolve("l.fio"),
            "[global]\nsize=%dm\ndirectory=%s\n[a]\n[b]\n".formatted(half, folder));
    FilePlan plan =
        new FilePlanner(job -> "file", driver -> true, FileSizes.ofFileSystem())
            .plan(JobResolver.resolve(JobFileReader.read(jobs.toString()), List.of()).jobs());

    assertThatThrownBy(() -> new FileLayout(() -> true, news::add).make(plan))
        .isInstanceOf(RunFailure.class)
        .hasMessageContainingAll(
            "l.fio:2: size=" + half + "m: job b: ",
            "need " + 2 * half + " MiB more, and their file system has ",
            " MiB free; nothing was created");
    assertThat(folder.resolve("a.0.0")).doesNotExist();
  }

  @Test
  void bytesThatAFileHasAlreadyNeedNoSpaceEvenIfTheyAreHoles() throws IOException {
    Path sparse = folder.resolve("sparse");
    long bytes = Files.getFileStore(folder).getUsableSpace() / 4096 * 4096 + (1L << 30);
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(bytes);
    }

    assertThat(make(plan(sparse, Long.toString(bytes)))).isTrue();
    assertThat(make(plan(sparse, Long.toString(bytes + 4096)))).isTrue();
  }
}
