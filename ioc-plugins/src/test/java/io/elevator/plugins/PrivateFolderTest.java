package io.elevator.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A private folder deletes neighbouring folders only if a killed JVM created them. */
class PrivateFolderTest {
  @TempDir Path work;

  /**
   * Creates a folder that is like the folder of a killed JVM in every detail, and returns its path.
   */
  private Path folderOfKilledJvm(String name) throws IOException {
    Path folder = Files.createDirectory(work.resolve(name));
    mode(folder, "rwx------");
    mode(Files.write(folder.resolve(".lock"), PrivateFolder.marker(folder)), "rw-------");
    Files.writeString(Files.createDirectory(folder.resolve("0")).resolve("a.jar"), "a");
    Files.createDirectory(folder.resolve("1"));
    Files.setLastModifiedTime(
        folder, FileTime.fromMillis(System.currentTimeMillis() - TimeUnit.DAYS.toMillis(30)));
    return folder;
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private SortedSet<String> all() throws IOException {
    try (var files = Files.walk(work)) {
      return new TreeSet<>(files.map(Path::toString).toList());
    }
  }

  private void makeAndClose() throws IOException {
    PrivateFolder made = PrivateFolder.make(work, false);
    assertThat(made.path()).isDirectory();
    made.close();
    assertThat(made.path()).doesNotExist();
  }

  private void requireAllStays() throws IOException {
    SortedSet<String> before = all();
    makeAndClose();
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void folderOfAKilledJvmIsDeleted() throws IOException {
    folderOfKilledJvm("ioc-plugins-1-42");
    makeAndClose();
    assertThat(all()).containsExactly(work.toString());
  }

  @Test
  void nextJvmAcceptsTheMarkerThatThisJvmWrites() throws IOException {
    PrivateFolder made = PrivateFolder.make(work, false);
    try {
      Path marker = made.path().resolve(".lock");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(marker)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.path())))
          .isEqualTo("rwx------");
      assertThat(Files.size(marker)).isEqualTo(PrivateFolder.marker(made.path()).length);
    } finally {
      made.close();
    }
  }

  @Test
  void foldersWithOtherNamesAreNotDeleted() throws IOException {
    for (String name :
        new String[] {
          "ioc-plugins-old",
          "ioc-plugins-1",
          "ioc-plugins-1-",
          "ioc-plugins-1-young",
          "ioc-plugins-01-42",
          "ioc-plugins-1-42.bak",
          "ioc-plugins-1-42-2",
          "ioc-plugins--1-42",
          "my-ioc-plugins-1-42",
          "ioc-plugins-1-123456789012345678901",
        }) {
      folderOfKilledJvm(name);
    }
    requireAllStays();
  }

  @Test
  void folderOfThisProcessIsNotDeletedBecauseItMayBeInUse() throws IOException {
    folderOfKilledJvm("ioc-plugins-" + ProcessHandle.current().pid() + "-42");
    requireAllStays();
  }

  @Test
  void foldersWithoutTheMarkerOrWithAnotherMarkerAreNotDeleted() throws IOException {
    Files.delete(folderOfKilledJvm("ioc-plugins-1-42").resolve(".lock"));
    Files.writeString(folderOfKilledJvm("ioc-plugins-1-43").resolve(".lock"), "");
    Path copied = folderOfKilledJvm("ioc-plugins-1-44");
    Files.write(copied.resolve(".lock"), PrivateFolder.marker(work.resolve("ioc-plugins-1-42")));
    Path longer = folderOfKilledJvm("ioc-plugins-1-45").resolve(".lock");
    Files.writeString(longer, Files.readString(longer) + "\n");
    Path readable = folderOfKilledJvm("ioc-plugins-1-46").resolve(".lock");
    mode(readable, "rw-r--r--");
    Path folder = folderOfKilledJvm("ioc-plugins-1-47");
    Files.delete(folder.resolve(".lock"));
    mode(Files.createDirectory(folder.resolve(".lock")), "rw-------");
    Path linked = folderOfKilledJvm("ioc-plugins-1-48").resolve(".lock");
    Path elsewhere = work.resolve("marker");
    Files.move(linked, elsewhere);
    Files.createSymbolicLink(linked, elsewhere);
    Path pipe = folderOfKilledJvm("ioc-plugins-1-49").resolve(".lock");
    Files.delete(pipe);
    Files.createSymbolicLink(pipe, Path.of("/dev/zero"));
    requireAllStays();
  }

  @Test
  void foldersWithOtherPermissionsAreNotDeleted() throws IOException {
    mode(folderOfKilledJvm("ioc-plugins-1-42"), "rwxr-xr-x");
    mode(folderOfKilledJvm("ioc-plugins-1-43"), "rwxrwx---");
    requireAllStays();
  }

  @Test
  void foldersWithOtherContentAreNotDeletedEvenInPart() throws IOException {
    Files.writeString(folderOfKilledJvm("ioc-plugins-1-42").resolve("notes.txt"), "precious");
    Files.writeString(folderOfKilledJvm("ioc-plugins-1-43").resolve("0/notes.txt"), "precious");
    Files.createDirectory(folderOfKilledJvm("ioc-plugins-1-44").resolve("0/sub.jar"));
    Files.createDirectory(folderOfKilledJvm("ioc-plugins-1-45").resolve("src"));
    Files.writeString(folderOfKilledJvm("ioc-plugins-1-46").resolve("2"), "precious");
    requireAllStays();
  }

  @Test
  void symbolicLinksAreNotFollowed() throws IOException {
    Path precious = Files.createDirectory(work.resolve("precious"));
    Files.writeString(precious.resolve("a.jar"), "precious");
    // The link itself has the right name, and its target is right in every other detail; links must
    // still not be followed.
    Path target = folderOfKilledJvm("ioc-plugins-1-42");
    Path moved = Files.move(target, work.resolve("moved"));
    Files.createSymbolicLink(target, moved);
    Files.createSymbolicLink(folderOfKilledJvm("ioc-plugins-1-43").resolve("2"), precious);
    Files.createSymbolicLink(
        folderOfKilledJvm("ioc-plugins-1-44").resolve("0/b.jar"), precious.resolve("a.jar"));
    requireAllStays();
  }

  @Test
  void fileWithTheNameOfAFolderIsNotDeleted() throws IOException {
    mode(Files.writeString(work.resolve("ioc-plugins-1-42"), "precious"), "rwx------");
    requireAllStays();
  }

  @Test
  void parentWhereOthersCanExchangeTheFolderIsRefused() throws IOException {
    mode(work, "rwxrwxrwx");
    Path left = folderOfKilledJvm("ioc-plugins-1-42");
    assertThatThrownBy(() -> PrivateFolder.make(work, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(work + " can be written by all users")
        .hasMessageContaining("java.io.tmpdir");
    PrivateFolder.make(work, true).close();
    assertThat(left)
        .as("not cleaned up, as another user could lead the deletion elsewhere")
        .exists();
    assertThat(all()).hasSize(6);
  }
}
