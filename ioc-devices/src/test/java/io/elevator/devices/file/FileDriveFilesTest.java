package io.elevator.devices.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.testkit.fake.DriverBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the files that a file drive serves below a folder. */
class FileDriveFilesTest {
  @TempDir(factory = InTarget.class)
  Path folder;

  private final List<String> defects = new ArrayList<>();
  private BlockLayer layer;
  private RequestQueue queue;
  private QueueFiles files;
  private Bio bio;

  @BeforeEach
  void open() {
    layer =
        BlockLayers.builder()
            .applicationModules(false)
            .credentials(BlockLayers.privilegedCredentials())
            .driver(new FileDriverType())
            .errors((where, defect) -> defects.add(where + ": " + defect))
            .build();
    queue = layer.open(config(folder));
    files = Objects.requireNonNull(queue.files());
    bio = layer.newBio().task(layer.tasks().newTask(TaskSpec.named("test")));
  }

  @AfterEach
  void close() {
    layer.close();
    assertThat(defects).isEmpty();
  }

  private static QueueConfig config(Path folder) {
    return QueueConfig.onDriver("file").withDriverOption("folder", folder.toString());
  }

  private static MemorySegment filled(int bytes, int value) {
    return DriverBench.memory(bytes).fill((byte) value);
  }

  private void require(Bio done) {
    assertThat(queue.submitAndWait(done))
        .as("%s: %s", done, done.failure())
        .isEqualTo(BioStatus.OK);
  }

  @Test
  void aFileIsReadToItsLastByteAndWritesPastItsEndMakeItLonger() throws IOException {
    FileHandle file = files.open(Path.of("a"), OpenMode.CREATE_NEW);
    require(bio.write(file, 0, filled(5_000, 1)));
    assertThat(files.length(file)).isEqualTo(5_000);
    MemorySegment memory = filled(8192, 9);
    require(bio.read(file, 0, memory));
    assertThat(bio.transferred()).isEqualTo(5_000);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 4_999)).isEqualTo((byte) 1);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, 5_000)).isEqualTo((byte) 9);
    require(bio.read(file, 5_000, memory));
    assertThat(bio.transferred()).isZero();
    require(bio.write(file, 10_000, filled(1, 2)));
    assertThat(files.length(file)).isEqualTo(10_001);
    assertThat(Files.readAllBytes(folder.resolve("a")))
        .hasSize(10_001)
        .startsWith(1)
        .endsWith(0, 2);
  }

  @Test
  void aDirectFileHasABlockAndTakesMemoryAtAnyAddress() throws IOException {
    FileHandle file = files.open(Path.of("a"), OpenMode.CREATE.asDirect());
    int block = file.blockBytes();
    require(bio.write(file, 0, DriverBench.memory(block + 8L).asSlice(1, block).fill((byte) 3)));
    MemorySegment memory = DriverBench.memory(2L * block + 8).asSlice(3, 2L * block);
    require(bio.read(file, 0, memory));
    assertThat(bio.transferred()).isEqualTo(block);
    assertThat(memory.get(ValueLayout.JAVA_BYTE, block - 1L)).isEqualTo((byte) 3);
    if (block > 1) {
      assertThatThrownBy(() -> queue.submit(bio.write(file, 1, DriverBench.memory(block))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("file's block");
    }
  }

  @Test
  void aDeletedFileLivesOnInItsHandlesAndItsNameIsFree() throws IOException {
    Path name = Path.of("a");
    FileHandle old = files.open(name, OpenMode.CREATE);
    assertThatThrownBy(() -> files.open(name, OpenMode.CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class);
    require(bio.write(old, 0, filled(100, 1)));
    assertThat(files.links(old)).isEqualTo(1);
    files.delete(name);
    files.syncFolder(Path.of(""));
    assertThatThrownBy(() -> files.open(name, OpenMode.READ))
        .isInstanceOf(NoSuchFileException.class);
    FileHandle fresh = files.open(name, OpenMode.CREATE_NEW);
    require(bio.write(old, 100, filled(100, 2)).flags(BioFlags.FUA));
    assertThat(files.length(old)).isEqualTo(200);
    assertThat(files.length(fresh)).isZero();
    files.truncate(old, 50);
    assertThat(files.length(old)).isEqualTo(50);
  }

  @Test
  void interruptsOfTheCallerHaveNoEffect() throws IOException {
    FileHandle file = files.open(Path.of("a"), OpenMode.CREATE);
    Thread.currentThread().interrupt();
    require(bio.write(file, 0, filled(100, 1)));
    assertThat(files.length(file)).isEqualTo(100);
    files.truncate(file, 1_000);
    files.allocate(file, 2_000);
    files.syncFolder(folder.toAbsolutePath());
    require(bio.read(file, 0, filled(100, 1)));
    assertThat(Thread.interrupted()).isTrue();
    require(bio.read(file, 0, filled(100, 1)));
    assertThat(files.length(file)).isEqualTo(2_000);
  }

  @Test
  void theDriveHasNoDeviceButTheSizeOfTheFileSystem() throws IOException {
    assertThat(queue.capacitySectors()).isEqualTo(Files.getFileStore(folder).getTotalSpace() >> 9);
    assertThat(queue.submitAndWait(bio.read(0, filled(512, 0)))).isEqualTo(BioStatus.NOTSUPP);
    assertThat(bio.failure().cause()).hasMessageContaining("name an open file");
  }

  @Test
  void aHandleForReadsAndADriveForReadsRefuseWrites() throws IOException {
    Path name = Path.of("a");
    files.close(files.open(name, OpenMode.CREATE));
    FileHandle reading = files.open(name, OpenMode.READ);
    assertThat(queue.submitAndWait(bio.write(reading, 0, filled(1, 0))))
        .isEqualTo(BioStatus.TARGET);
    try (RequestQueue other = layer.open(config(folder).withDriverOption("readonly", "1"))) {
      QueueFiles onlyRead = Objects.requireNonNull(other.files());
      FileHandle readable = onlyRead.open(name, OpenMode.READ);
      assertThat(onlyRead.length(readable)).isZero();
      assertThatThrownBy(() -> onlyRead.open(name, OpenMode.WRITE))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("option readonly");
      assertThatThrownBy(() -> onlyRead.delete(name)).isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void aFolderThatIsNoneIsRefusedByName() throws IOException {
    Path file = Files.createFile(folder.resolve("a"));
    assertThatThrownBy(() -> new DriverBench(new FileDriverType(), 1, "folder", file.toString()))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> new DriverBench(new FileDriverType(), 1, "folder", file + "b"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no such folder");
    assertThatThrownBy(
            () -> new DriverBench(new FileDriverType(), 1, "folder", "a", "filename", "b"))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("give either folder or filename");
    assertThatThrownBy(() -> files.open(folder.toAbsolutePath(), OpenMode.READ))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no regular file");
  }
}
