package io.elevator.integration.files;

import static io.elevator.integration.files.FileScene.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the drives in memory, through a queue. */
class DriveFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"memory", "sim-hdd", "sim-ssd"})
  void fileGrowsWithItsWritesAndReadsEndAtItsEnd(String driver) throws IOException {
    try (var scene = new FileScene(driver, 1)) {
      FileHandle file = scene.open("folder/a", OpenMode.CREATE_NEW);
      assertThat(scene.read(file, 0, 100)).as("an empty file").isEmpty();
      assertThat(scene.write(file, 10, bytes(5000, 1))).isEqualTo(BioStatus.OK);
      assertThat(scene.files.length(file)).isEqualTo(5010);
      assertThat(scene.read(file, 0, 10)).as("a hole").containsOnly(0);
      assertThat(scene.read(file, 10, 10_000)).isEqualTo(bytes(5000, 1));
      assertThat(scene.read(file, 5009, 10)).hasSize(1);
      assertThat(scene.read(file, 5010, 10)).isEmpty();
      assertThat(scene.read(file, 1L << 40, 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sim-hdd", "sim-ssd"})
  void filesAndTheDeviceDoNotShareBytes(String driver) throws IOException {
    try (var scene = new FileScene(driver, 1)) {
      FileHandle a = scene.open("a", OpenMode.CREATE);
      FileHandle b = scene.open("b", OpenMode.CREATE.asDirect());
      assertThat(scene.write(a, 0, bytes(3 << 20, 1))).isEqualTo(BioStatus.OK);
      assertThat(scene.write(b, 0, bytes(2 << 20, 2))).isEqualTo(BioStatus.OK);
      assertThat(scene.write(scene.queue.device(), 0, bytes(1 << 20, 3))).isEqualTo(BioStatus.OK);
      assertThat(scene.readAll(a)).isEqualTo(bytes(3 << 20, 1));
      assertThat(scene.read(b, 0, 4 << 20)).isEqualTo(bytes(2 << 20, 2));
      assertThat(scene.read(scene.queue.device(), 0, 1 << 20)).isEqualTo(bytes(1 << 20, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sim-hdd", "sim-ssd"})
  void namesAreThoseOfTheLastRenameAndDelete(String driver) throws IOException {
    try (var scene = new FileScene(driver, 1)) {
      FileHandle a = scene.open("x/a", OpenMode.CREATE);
      assertThat(scene.write(a, 0, bytes(100, 1))).isEqualTo(BioStatus.OK);
      FileHandle b = scene.open("x/b", OpenMode.CREATE);
      assertThat(scene.files.links(b)).isEqualTo(1);
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> scene.open("x/./a", OpenMode.CREATE_NEW));
      scene.files.rename(Path.of("x/a"), Path.of("x/b"));
      assertThat(scene.files.links(b)).as("its name was taken").isZero();
      assertThat(scene.files.links(a)).isEqualTo(1);
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> scene.open("x/a", OpenMode.READ));
      FileHandle again = scene.open("x/b", OpenMode.READ);
      assertThat(scene.readAll(again)).isEqualTo(bytes(100, 1));
      assertThat(scene.write(again, 0, bytes(1, 1))).as("of a reader").isEqualTo(BioStatus.TARGET);
      assertThatIOException().isThrownBy(() -> scene.files.truncate(again, 0));
      scene.files.delete(Path.of("x/b"));
      assertThat(scene.readAll(a)).as("deleted and open").isEqualTo(bytes(100, 1));
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> scene.files.delete(Path.of("x/b")));
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> scene.files.rename(Path.of("x/b"), Path.of("x/c")));
      assertThatIOException().isThrownBy(() -> scene.open("/", OpenMode.CREATE));
      scene.files.syncFolder(Path.of("x"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sim-hdd", "sim-ssd"})
  void truncatedBytesDoNotComeBack(String driver) throws IOException {
    try (var scene = new FileScene(driver, 1)) {
      FileHandle file = scene.open("a", OpenMode.CREATE);
      assertThat(scene.write(file, 0, bytes(100_000, 1))).isEqualTo(BioStatus.OK);
      scene.files.truncate(file, 777);
      assertThat(scene.files.length(file)).isEqualTo(777);
      scene.files.truncate(file, 200_000);
      byte[] expected = Arrays.copyOf(Arrays.copyOf(bytes(100_000, 1), 777), 200_000);
      assertThat(scene.readAll(file)).isEqualTo(expected);
      scene.files.allocate(file, 100);
      assertThat(scene.files.length(file)).as("not shorter").isEqualTo(200_000);
      scene.files.allocate(file, 300_000);
      assertThat(scene.readAll(file)).isEqualTo(Arrays.copyOf(expected, 300_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sim-hdd", "sim-ssd"})
  void discardKeepsTheLengthAndZeroesMayExtendIt(String driver) throws IOException {
    try (var scene = new FileScene(driver, 1)) {
      FileHandle file = scene.open("a", OpenMode.CREATE);
      byte[] expected = bytes(20_000, 1);
      assertThat(scene.write(file, 0, expected)).isEqualTo(BioStatus.OK);
      assertThat(scene.writeZeroes(file, 100, 50)).isEqualTo(BioStatus.OK);
      Arrays.fill(expected, 100, 150, (byte) 0);
      if (scene.queue.limits().maxDiscardSectors() > 0) {
        assertThat(scene.discard(file, 4000, 1 << 20)).isEqualTo(BioStatus.OK);
        Arrays.fill(expected, 4000, 20_000, (byte) 0);
      }
      assertThat(scene.readAll(file)).isEqualTo(expected);
      assertThat(scene.writeZeroes(file, 19_000, 11_000)).isEqualTo(BioStatus.OK);
      Arrays.fill(expected, 19_000, 20_000, (byte) 0);
      assertThat(scene.readAll(file)).isEqualTo(Arrays.copyOf(expected, 30_000));
    }
  }

  @Test
  void usedUpSpaceEndsWithNospcAndADeletedFileGivesItBackAtItsLastClose() throws IOException {
    try (var scene = new FileScene("memory", 1, "size", "1m")) {
      FileHandle a = scene.open("a", OpenMode.CREATE);
      FileHandle b = scene.open("b", OpenMode.CREATE);
      byte[] half = bytes(512 << 10, 1);
      assertThat(scene.write(a, 0, half)).isEqualTo(BioStatus.OK);
      assertThat(scene.write(b, 0, half)).isEqualTo(BioStatus.OK);
      assertThat(scene.write(b, half.length, bytes(1, 2))).isEqualTo(BioStatus.NOSPC);
      assertThat(scene.files.length(b)).isEqualTo(half.length);
      assertThat(scene.write(b, 0, bytes(100, 3))).as("in its space").isEqualTo(BioStatus.OK);
      assertThatIOException()
          .isThrownBy(() -> scene.files.allocate(b, half.length + 1))
          .withMessageContaining("no space left");
      scene.files.delete(Path.of("a"));
      assertThat(scene.write(b, half.length, bytes(1, 2))).as("open").isEqualTo(BioStatus.NOSPC);
      FileHandle second = scene.open("b", OpenMode.WRITE);
      scene.files.close(a);
      assertThat(scene.write(second, half.length, half)).isEqualTo(BioStatus.OK);
      assertThat(scene.write(b, 2L * half.length, half)).isEqualTo(BioStatus.NOSPC);
      scene.files.truncate(b, 0);
      assertThat(scene.write(b, 4L * half.length, half)).as("after a hole").isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void nullDriveServesFilesWithALengthAndWithoutBytes() throws IOException {
    try (var scene = new FileScene("null", 1, "size", "1m")) {
      FileHandle file = scene.open("a", OpenMode.CREATE);
      assertThat(scene.write(file, 0, bytes(1000, 1))).isEqualTo(BioStatus.OK);
      assertThat(scene.files.length(file)).isEqualTo(1000);
      assertThat(scene.read(file, 900, 1000)).hasSize(100).containsOnly(0x5a);
      assertThat(scene.flush(file)).isEqualTo(BioStatus.OK);
      assertThat(scene.write(file, 1 << 20, bytes(1, 1))).isEqualTo(BioStatus.OK);
      assertThat(scene.write(file, 0, bytes(1 << 20, 1))).isEqualTo(BioStatus.NOSPC);
    }
  }

  @Test
  void handlesOfAFaultDriveBelongToItAndHaveNoFilesWithoutPower() throws IOException {
    try (var scene = new FileScene("memory", 1, "faults", "fail nth=3; powercut=1ms nth=3")) {
      FileHandle file = scene.open("a", OpenMode.CREATE);
      assertThat(scene.write(file, 0, bytes(1000, 1))).isEqualTo(BioStatus.OK);
      assertThat(scene.readAll(file)).isEqualTo(bytes(1000, 1));
      assertThat(scene.write(file, 0, bytes(1000, 2))).isEqualTo(BioStatus.IOERR);
      assertThat(scene.write(file, 0, bytes(1000, 2))).isEqualTo(BioStatus.OFFLINE);
      assertThatIOException()
          .isThrownBy(() -> scene.open("a", OpenMode.CREATE))
          .withMessageContaining("no power");
      assertThatIOException().isThrownBy(() -> scene.files.length(file));
      scene.time.advanceTo(scene.time.now() + 1_000_000);
      scene.files.close(file);
      FileHandle again = scene.open("a", OpenMode.CREATE);
      assertThat(scene.write(again, 0, bytes(1000, 3))).isEqualTo(BioStatus.OK);
      assertThat(scene.readAll(again)).isEqualTo(bytes(1000, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sim-hdd", "sim-ssd"})
  void powerCutLosesWhatWasNotFlushedAndNoMore(String driver) throws IOException {
    // The sixth request is the one that the power cut strikes.
    try (var scene = new FileScene(driver, 1, "faults", "powercut=1ms nth=6 loss=1")) {
      FileHandle kept = scene.open("x/kept", OpenMode.CREATE);
      FileHandle lost = scene.open("x/lost", OpenMode.CREATE);
      assertThat(scene.write(kept, 0, bytes(5000, 1))).isEqualTo(BioStatus.OK);
      assertThat(scene.write(lost, 0, bytes(5000, 2))).isEqualTo(BioStatus.OK);
      assertThat(scene.flush(kept)).isEqualTo(BioStatus.OK);
      scene.files.syncFolder(Path.of("x"));
      FileHandle unnamed = scene.open("x/unnamed", OpenMode.CREATE);
      assertThat(scene.write(kept, 4000, bytes(5000, 3))).isEqualTo(BioStatus.OK);
      scene.files.rename(Path.of("x/kept"), Path.of("x/renamed"));
      assertThat(scene.flush(unnamed)).isEqualTo(BioStatus.OK);
      assertThat(scene.write(lost, 0, bytes(100, 4))).isEqualTo(BioStatus.OFFLINE);
      scene.time.advanceTo(scene.time.now() + 1_000_000);
      FileHandle found = scene.open("x/kept", OpenMode.READ);
      assertThat(scene.readAll(found)).isEqualTo(bytes(5000, 1));
      assertThat(scene.readAll(scene.open("x/lost", OpenMode.READ))).isEmpty();
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> scene.open("x/renamed", OpenMode.READ));
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> scene.open("x/unnamed", OpenMode.READ));
    }
  }

  /** Returns the virtual time that reads take at the starts of files, in turn. */
  private static long nanosOfReads(FileScene scene, FileHandle... files) {
    long start = scene.time.now();
    for (int i = 0; i < 64; i++) {
      assertThat(scene.read(files[i % files.length], (i * 7 % 32) << 12, 4096)).hasSize(4096);
    }
    return scene.time.now() - start;
  }

  @Test
  void readsOfFilesThatLieFarApartOnADiskTakeLongerThanThoseOfNeighbours() throws IOException {
    try (var scene = new FileScene("sim-hdd", 1)) {
      FileHandle first = scene.open("a/1", OpenMode.CREATE);
      FileHandle second = scene.open("a/2", OpenMode.CREATE);
      FileHandle filler = scene.open("filler", OpenMode.CREATE);
      FileHandle far = scene.open("b/1", OpenMode.CREATE);
      scene.files.allocate(first, 1 << 20);
      scene.files.allocate(second, 1 << 20);
      scene.files.allocate(filler, 3L << 40);
      scene.files.allocate(far, 1 << 20);
      long near = nanosOfReads(scene, first, second);
      assertThat(nanosOfReads(scene, first, far)).isGreaterThan(near * 3 / 2);
      scene.files.delete(Path.of("filler"));
      scene.files.close(filler);
      FileHandle back = scene.open("b/2", OpenMode.CREATE);
      scene.files.allocate(back, 1 << 20);
      assertThat(nanosOfReads(scene, first, back)).isLessThan(near * 5 / 4);
    }
  }
}
