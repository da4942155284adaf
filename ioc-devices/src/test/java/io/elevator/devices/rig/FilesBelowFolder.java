package io.elevator.devices.rig;

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
import io.elevator.spi.driver.DriverType;
import io.elevator.testing.LoopDevices;
import io.elevator.testing.Requires;
import io.elevator.testkit.fake.DriverBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that every drive must pass that serves the files below a folder. */
public abstract class FilesBelowFolder {
  /** Folder of the drive, empty before each test. */
  @TempDir(factory = InTarget.class)
  protected Path folder;

  private final DriverType type;

  /** Defects that the block layer reported. */
  protected final List<String> defects = Collections.synchronizedList(new ArrayList<>());

  /** Block layer of the test. */
  protected BlockLayer layer;

  /** Queue of the drive. */
  protected RequestQueue queue;

  /** Files of the drive. */
  protected QueueFiles files;

  /** Bio with a task, for one I/O at a time. */
  protected Bio bio;

  /** Creates tests for drives of a driver type. */
  protected FilesBelowFolder(DriverType type) {
    this.type = type;
  }

  @BeforeEach
  void open() {
    layer =
        BlockLayers.builder()
            .applicationModules(false)
            .credentials(BlockLayers.privilegedCredentials())
            .driver(type)
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

  /** Returns the configuration of a queue on the files below a folder. */
  protected final QueueConfig config(Path folder) {
    return QueueConfig.onDriver(type.name()).withDriverOption("folder", folder.toString());
  }

  /** Returns memory with the same value in each byte. */
  protected static MemorySegment filled(int bytes, int value) {
    return DriverBench.memory(bytes).fill((byte) value);
  }

  /** Submits a bio, waits for it and requires that it ends with OK. */
  protected final void require(Bio done) {
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
  @Requires(kernel = LoopDevices.class, tools = "mkfs.ext4")
  void aFullFileSystemEndsWritesWithNoSpaceAndADeletedFileGivesItsSpaceBack() throws Exception {
    Path mountPoint = Files.createDirectory(folder.resolve("mounted"));
    Path device = LoopDevices.attach(Files.write(folder.resolve("image"), new byte[32 << 20]));
    try {
      LoopDevices.mount(device, mountPoint);
      try (RequestQueue small = layer.open(config(mountPoint))) {
        fillAndDelete(small, mountPoint);
      } finally {
        LoopDevices.unmount(mountPoint);
      }
    } finally {
      LoopDevices.detach(device);
    }
  }

  private void fillAndDelete(RequestQueue small, Path mountPoint) throws IOException {
    QueueFiles served = Objects.requireNonNull(small.files());
    Path name = Path.of("a");
    FileHandle file = served.open(name, OpenMode.CREATE);
    MemorySegment memory = filled(64 << 10, 1);
    BioStatus status = BioStatus.OK;
    long written = 0;
    for (; status == BioStatus.OK && written < 64 << 20; written += memory.byteSize()) {
      status = small.submitAndWait(bio.write(file, written, memory));
    }
    assertThat(status).isEqualTo(BioStatus.NOSPC);
    assertThat(bio.failure().errno()).as("ENOSPC").isEqualTo(28);
    assertThatThrownBy(() -> served.allocate(file, 1 << 30))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no space left");
    FileHandle second = served.open(name, OpenMode.READ);
    served.delete(name);
    served.close(second);
    assertThat(served.links(file)).isZero();
    FileStore store = Files.getFileStore(mountPoint);
    assertThat(store.getUsableSpace()).isLessThan(1 << 20);
    served.close(file);
    // The kernel frees the file some moments after the last descriptor is closed.
    for (int i = 0; i < 10_000 && store.getUsableSpace() < 8 << 20; i++) {
      served.syncFolder(Path.of(""));
    }
    assertThat(store.getUsableSpace()).isGreaterThan(8 << 20);
  }

  @Test
  void aFolderThatIsNoneIsRefusedByName() throws IOException {
    Path file = Files.createFile(folder.resolve("a"));
    assertThatThrownBy(() -> new DriverBench(type, 1, "folder", file.toString()))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> new DriverBench(type, 1, "folder", file + "b"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no such folder");
    assertThatThrownBy(() -> new DriverBench(type, 1, "folder", "a", "filename", "b"))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("give either folder or filename");
    assertThatThrownBy(() -> files.open(folder.toAbsolutePath(), OpenMode.READ))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no regular file");
  }
}
