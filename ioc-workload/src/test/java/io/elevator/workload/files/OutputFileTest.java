package io.elevator.workload.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.testing.LoopDevices;
import io.elevator.testing.Requires;
import io.elevator.workload.input.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;

  private static void write(Path path, String text) throws IOException {
    try (OutputFile file = OutputFile.open("--output", path)) {
      file.writer().write(text);
      file.commit();
    }
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  @Test
  void theOldContentStaysUntilTheCommit() throws IOException {
    Path path = Files.writeString(folder.resolve("a"), "old");
    try (OutputFile file = OutputFile.open("--output", path)) {
      file.writer().write("new");
      file.writer().flush();
      assertThat(path).hasContent("old");
      file.commit();
      assertThat(path).hasContent("new");
    }
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void closeWithoutACommitDeletesTheTemporaryFile() throws IOException {
    Path old = Files.writeString(folder.resolve("a"), "old");
    for (Path path : new Path[] {old, folder.resolve("b")}) {
      try (OutputFile file = OutputFile.open("--output", path)) {
        file.writer().write("new");
      }
    }
    assertThat(old).hasContent("old");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void anEndByASignalLeavesNoTemporaryFile() throws IOException {
    OutputFile file = OutputFile.open("--output", folder.resolve("a"));
    assertThat(files()).isEqualTo(1);
    assertThat(OutputFile.deleteUnfinished()).isEmpty();
    assertThat(files()).isZero();
    file.close();
  }

  @Test
  void theModeOfTheOldFileIsKept() throws IOException {
    Path path = Files.writeString(folder.resolve("a"), "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    write(path, "new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aSymbolicLinkStaysAndItsTargetIsReplaced() throws IOException {
    Path target = Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("t"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("l"), Path.of("d/t"));
    Path dangling = Files.createSymbolicLink(folder.resolve("n"), Path.of("d/made"));
    write(link, "new");
    write(dangling, "made");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
    assertThat(dangling).isSymbolicLink();
    assertThat(folder.resolve("d/made")).hasContent("made");
  }

  @Test
  void allNamesOfAFileWithHardLinksSeeTheNewContent() throws IOException {
    Path path = Files.writeString(folder.resolve("a"), "old and longer");
    Path other = Files.createLink(folder.resolve("b"), path);
    write(path, "new");
    assertThat(other).hasContent("new");
    assertThat(files()).isEqualTo(2);
  }

  @Test
  @Requires(kernel = LoopDevices.class)
  void theContentOfAMountedFileIsReplaced() throws Exception {
    Path inside = Files.writeString(folder.resolve("inside"), "");
    Path outside = Files.writeString(folder.resolve("outside"), "old and longer");
    LoopDevices.run("mount", "--bind", outside.toString(), inside.toString());
    try {
      write(inside, "new");
      assertThat(outside).hasContent("new");
      assertThat(files()).isEqualTo(2);
    } finally {
      LoopDevices.unmount(inside);
    }
  }

  @Test
  @Requires(kernel = LoopDevices.class)
  void contentThatCannotBeCopiedIsKeptAndTheMessageNamesItsFile() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    LoopDevices.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString());
    try {
      Path path = Files.writeString(small.resolve("a"), "old");
      Files.createLink(small.resolve("b"), path);
      String text = "x".repeat(100_000);
      assertThatThrownBy(() -> write(path, text))
          .isInstanceOf(RunFailure.class)
          .hasMessageStartingWith("--output: " + path + ": no space left on device; the complete ")
          .satisfies(e -> {
            String words = e.getMessage();
            Path kept = Path.of(words.substring(words.lastIndexOf(' ') + 1));
            assertThat(kept).hasContent(text);
            Files.delete(kept);
          });
    } finally {
      LoopDevices.unmount(small);
    }
  }

  @Test
  void aDeviceIsWrittenDirectlyAndStandardOutputIsAppendedTo() throws IOException {
    write(Path.of("/dev/null"), "gone");
    Path path = folder.resolve("out");
    Process process =
        new ProcessBuilder("sh", "-c", "printf first; exec sleep 60")
            .redirectOutput(path.toFile())
            .start();
    try {
      Path descriptor = Path.of("/proc/" + process.pid() + "/fd/1");
      while (Files.size(path) < 5) {
        Thread.onSpinWait();
      }
      write(descriptor, "second");
      assertThat(path).hasContent("firstsecond");
    } finally {
      process.destroy();
    }
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void aCheckOfAnOutputLeavesNoTraceAndDoesNotWaitForAPipesReader() throws Exception {
    Path old = Files.writeString(folder.resolve("a"), "old");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path path : new Path[] {old, folder.resolve("b"), pipe, Path.of("/dev/null")}) {
      OutputFile.requireWritable("--output", path);
    }
    assertThat(old).hasContent("old");
    assertThat(files()).isEqualTo(2);
    Path lost = folder.resolve("no/such");
    assertThatThrownBy(() -> OutputFile.requireWritable("job a: write_bw_log", lost))
        .isInstanceOf(RunFailure.class)
        .hasMessage("job a: write_bw_log: " + lost + ": no such file or directory");
  }

  @Test
  void foldersAndMissingFoldersAreRefusedBeforeTheWork() {
    assertThatThrownBy(() -> OutputFile.open("--html", folder))
        .isInstanceOf(RunFailure.class)
        .hasMessage("--html: " + folder + ": is a directory, expected a file");
    Path lost = folder.resolve("no/such");
    assertThatThrownBy(() -> OutputFile.open("--html", lost))
        .isInstanceOf(RunFailure.class)
        .hasMessage("--html: " + lost + ": no such file or directory");
  }

  @Test
  void theImageOfALoopDeviceIsRefusedUnderAnyOfItsNames() throws IOException {
    Path image = Files.writeString(folder.resolve("image"), "a file system");
    Path other = Files.createLink(folder.resolve("other name"), image);
    Path loop = Files.createDirectories(folder.resolve("block/loop3/loop"));
    Files.createDirectories(folder.resolve("block/loop4"));
    Files.writeString(loop.resolve("backing_file"), image + "\n");
    LoopImages images = new LoopImages(folder.resolve("block"));
    for (Path name : List.of(image, other)) {
      assertThatThrownBy(() -> OutputFile.open("--output", name, images))
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining(name + ": is the image of /dev/loop3; write to another file");
    }
    OutputFile.open("--output", Files.createFile(folder.resolve("free")), images).close();
    OutputFile.open("--output", image, new LoopImages(folder.resolve("missing"))).close();
    assertThat(image).hasContent("a file system");
  }
}
