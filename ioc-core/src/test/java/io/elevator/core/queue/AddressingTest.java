package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.QueueLimits;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Bios name a file and a byte offset; elevators see a sort key, drivers the file and the offset.
 */
class AddressingTest {
  private static final long BASE = 1L << 40;

  /** A queue without an elevator, whose driver serves the device itself and two files on it. */
  private static final class Scene implements AutoCloseable {
    final QueueWorld world = QueueWorld.virtual();
    final HeldDriver driver;
    final BlockQueue queue;
    final DriverFile first;
    final DriverFile second;

    Scene(QueueLimits limits) {
      driver = new HeldDriver(16).limits(limits);
      queue = world.queue(driver);
      first = new DriverFile(driver, "first", BASE, 4096);
      // The second file's sort keys begin where the first file's sort keys end.
      second = new DriverFile(driver, "second", BASE + 8, 1L << 49);
      queue.admin().stop(0);
    }

    Scene() {
      this(QueueLimits.builder().build());
    }

    Bio read(FileHandle file, long offset, long length) {
      Bio bio = world.bio().read(file, offset, world.memory, 0, length);
      queue.submit(bio);
      return bio;
    }

    Bio read(long offset, long length) {
      Bio bio = world.bio().read(offset, world.memory, 0, length);
      queue.submit(bio);
      return bio;
    }

    /** Dispatches all requests and returns them as the driver sees them. */
    List<String> seen() {
      queue.admin().start(0);
      List<String> seen = new ArrayList<>();
      for (HeldDriver.Given each : driver.held) {
        seen.add(each.rq().handle().name() + " " + each.rq().offset() + "+" + each.rq().length());
      }
      return seen;
    }

    @Override
    public void close() {
      driver.completeAll();
      world.close();
    }
  }

  private static SubmittedBio seenByElevators(Bio bio) {
    return (SubmittedBio) bio;
  }

  private static QueueLimits anyByte() {
    return QueueLimits.builder().logicalBlockSize(1).build();
  }

  @Test
  void driversGetFileAndOffsetAndElevatorsGetTheSortKey() {
    try (var scene = new Scene()) {
      Bio bio = scene.read(scene.second, 8192, 4096);
      Bio device = scene.read(8192, 4096);
      assertThat(scene.seen()).containsExactly("second 8192+4096", "held 8192+4096");
      assertThat(scene.driver.held.getFirst().rq().handle()).isSameAs(scene.second);
      assertThat(scene.driver.held.getLast().rq().handle()).isSameAs(scene.queue.device());
      assertThat(seenByElevators(bio).sortKey()).isEqualTo(BASE + 8 + 16);
      assertThat(seenByElevators(bio).endSortKey()).isEqualTo(BASE + 8 + 24);
      assertThat(seenByElevators(device).sortKey()).isEqualTo(16);
    }
  }

  @Test
  void biosOfTwoFilesAreNotMergedAlthoughTheirSortKeysAreAdjacent() {
    try (var scene = new Scene()) {
      Bio last = scene.read(scene.first, 0, 4096);
      Bio next = scene.read(scene.second, 0, 4096);
      assertThat(seenByElevators(last).endSortKey()).isEqualTo(seenByElevators(next).sortKey());
      assertThat(scene.seen()).containsExactly("first 0+4096", "second 0+4096");
    }
  }

  @Test
  void biosOfOneFileAreMergedAtBothEnds() {
    try (var scene = new Scene()) {
      scene.read(scene.second, 4096, 4096);
      scene.read(scene.second, 8192, 4096);
      scene.read(scene.second, 0, 4096);
      assertThat(scene.seen()).containsExactly("second 0+12288");
    }
  }

  @Test
  void theHandleOfTheDeviceIsTheDevice() {
    try (var scene = new Scene()) {
      scene.read(0, 4096);
      scene.read(scene.queue.device(), 4096, 4096);
      assertThat(scene.seen()).containsExactly("held 0+8192");
    }
  }

  @Test
  void biosMergeOnlyIfTheirBytesAreAdjacent() {
    try (var scene = new Scene(anyByte())) {
      scene.read(0, 100);
      scene.read(200, 50);
      assertThat(scene.seen())
          .as("one sort key, but a gap")
          .containsExactly("held 0+100", "held 200+50");
    }
    try (var scene = new Scene(anyByte())) {
      scene.read(100, 500);
      scene.read(600, 1);
      scene.read(50, 50);
      assertThat(scene.seen()).containsExactly("held 50+551");
    }
  }

  @Test
  void requestsOfAnElevatorMergeOnlyIfTheirBytesAreAdjacent() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      var driver = new HeldDriver(16).limits(anyByte());
      world.with(type);
      BlockQueue queue = world.queue(driver);
      type.queue = queue;
      queue.admin().switchElevator(type.name());
      var file = new DriverFile(driver, "file", BASE, 1L << 49);
      queue.admin().stop(0);
      // All four bios have the sort key of the file's start. By their offsets alone the last two
      // would continue the second bio.
      queue.submit(world.bio().read(file, 0, world.memory, 0, 100));
      queue.submit(world.bio().read(file, 200, world.memory, 0, 100));
      queue.submit(world.bio().read(file, 300, world.memory, 0, 50));
      queue.submit(world.bio().read(300, world.memory, 0, 50));
      queue.admin().start(0);
      List<String> seen = new ArrayList<>();
      driver.held.forEach(each ->
          seen.add(
              each.rq().handle().name() + " " + each.rq().offset() + "+" + each.rq().length()));
      assertThat(seen).containsExactlyInAnyOrder("file 0+100", "file 200+150", "held 300+50");
      driver.completeAll();
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void piecesOfASplitBioHaveTheOffsetsOfTheirData() {
    try (var scene = new Scene(QueueLimits.builder().maxSectors(8).logicalBlockSize(1).build())) {
      scene.read(scene.second, 100, 10_000);
      assertThat(scene.seen())
          .containsExactly("second 100+3996", "second 4096+4096", "second 8192+1908");
    }
  }

  @Test
  void offsetsThatAreNotMultiplesOfTheLogicalBlockAreRefused() {
    try (var scene = new Scene()) {
      assertThatIllegalArgumentException()
          .as("a sector number, say")
          .isThrownBy(() -> scene.read(8, 4096))
          .withMessageContaining("READ of 4096 bytes at 8 begins at byte 8")
          .withMessageContaining("multiple of the logical block of 512 bytes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scene.read(0, 100))
          .withMessageContaining("100 bytes long");
    }
  }

  @Test
  void bufferedFileTakesAnyByteAndADirectFileItsOwnBlocks() {
    try (var scene = new Scene()) {
      var buffered = new DriverFile(scene.driver, "buffered", "a", BASE, 1L << 40, 1);
      var direct = new DriverFile(scene.driver, "direct", "b", 2 * BASE, 1L << 40, 4096);
      scene.read(buffered, 77, 5);
      scene.read(direct, 8192, 4096);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scene.read(direct, 512, 4096))
          .withMessageContaining("begins at byte 512")
          .withMessageContaining("multiple of the file's block of 4096 bytes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scene.read(direct, 4096, 512))
          .withMessageContaining("512 bytes long");
      assertThat(scene.seen()).containsExactly("buffered 77+5", "direct 8192+4096");
    }
  }

  @Test
  void directFileIsNotCutInsideItsBlockAlthoughTheDeviceHasSmallerBlocks() {
    QueueLimits limits = QueueLimits.builder().maxSectors(12).maxWriteZeroesSectors(20).build();
    try (var scene = new Scene(limits)) {
      var direct = new DriverFile(scene.driver, "direct", "a", BASE, 1L << 40, 4096);
      scene.read(direct, 0, 8192);
      Bio zeroes = scene.world.bio().writeZeroes(direct, 0, 16384);
      scene.queue.submit(zeroes);
      Bio onDevice = scene.world.bio().writeZeroes(0, 16384);
      scene.queue.submit(onDevice);
      assertThat(scene.seen())
          .containsExactly(
              "direct 0+4096",
              "direct 4096+4096",
              "direct 0+8192",
              "direct 8192+8192",
              "held 0+10240",
              "held 10240+6144");
    }
  }

  @Test
  void closedHandleIsRefused() {
    try (var scene = new Scene()) {
      scene.read(scene.second, 0, 4096);
      assertThat(scene.second.refuseBios()).isTrue();
      assertThat(scene.second.refuseBios()).as("closed before").isFalse();
      Bio bio = scene.world.bio().read(scene.second, 0, scene.world.memory, 0, 4096);
      assertThatIllegalStateException()
          .isThrownBy(() -> scene.queue.submit(bio))
          .withMessageContaining("file 'second', which is closed");
      bio.read(scene.first, 0, scene.world.memory, 0, 4096);
      scene.queue.submit(bio);
      assertThat(scene.seen()).containsExactly("second 0+4096", "first 0+4096");
    }
  }

  @Test
  void driveWithoutFilesHasNone() {
    try (var scene = new Scene()) {
      assertThat(scene.queue.files()).isNull();
    }
  }

  /** The merge hash of an elevator, with the sort keys of the last region. */
  @Test
  void biosOfAnElevatorMergeAtTheEndOfTheLastFile() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      var driver = new HeldDriver(16);
      world.with(type);
      BlockQueue queue = world.queue(driver);
      type.queue = queue;
      queue.admin().switchElevator(type.name());
      long base = ((1L << 22) - 1) << 40;
      long most = ((1L << 40) - 1) << 9;
      var last = new DriverFile(driver, "last", "a", base, most, 512);
      var before = new DriverFile(driver, "before", "b", base - (1L << 40), most, 512);
      queue.admin().stop(0);
      queue.submit(world.bio().read(before, most - 512, world.memory, 0, 512));
      queue.submit(world.bio().read(last, most - 1536, world.memory, 0, 512));
      queue.submit(world.bio().read(last, most - 1024, world.memory, 0, 512));
      queue.submit(world.bio().read(last, 0, world.memory, 0, 512));
      queue.submit(world.bio().read(last, most - 512, world.memory, 0, 512));
      queue.submit(world.bio().read(before, 0, world.memory, 0, 512));
      queue.admin().start(0);
      List<String> seen = new ArrayList<>();
      driver.held.forEach(each ->
          seen.add(
              each.rq().handle().name() + " " + each.rq().offset() + "+" + each.rq().length()));
      assertThat(seen)
          .containsExactlyInAnyOrder(
              "before " + (most - 512) + "+512",
              "last " + (most - 1536) + "+1536",
              "last 0+512",
              "before 0+512");
      driver.completeAll();
      assertThat(type.violations).isEmpty();
    }
  }

  @Test
  void handleOfAnotherDriveIsRefused() {
    try (var scene = new Scene()) {
      var foreign = new DriverFile(new HeldDriver(1), "foreign", 0, 4096);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scene.read(foreign, 0, 4096))
          .withMessageContaining("file 'foreign'")
          .withMessageContaining("expected a handle of queue");
    }
  }

  @Test
  void bioBeyondTheLimitOfItsFileFails() {
    try (var scene = new Scene()) {
      assertThat(scene.read(scene.first, 4096, 512).status()).isEqualTo(BioStatus.IOERR);
      scene.read(scene.first, 3584, 512);
      assertThat(scene.seen()).containsExactly("first 3584+512");
    }
  }

  @Test
  void transferredBytesAreDistributedToMergedBiosInOrder() {
    try (var scene = new Scene()) {
      Bio second = scene.read(scene.second, 4096, 4096);
      Bio third = scene.read(scene.second, 8192, 4096);
      Bio first = scene.read(scene.second, 0, 4096);
      assertThat(scene.seen()).hasSize(1);
      HeldDriver.Given given = scene.driver.held.removeFirst();
      given.hctx().completeShort(given.cookie(), 5000);
      assertThat(List.of(first, second, third))
          .extracting(Bio::transferred)
          .containsExactly(4096L, 904L, 0L);
      assertThat(List.of(first, second, third)).extracting(Bio::status).containsOnly(BioStatus.OK);
    }
  }

  private static long sectorsRead(Scene scene) {
    return scene.queue.metrics().disk().reads().sectors();
  }

  @Test
  void aShortReadCountsTheSectorsThatWereMoved() {
    try (var scene = new Scene()) {
      Bio bio = scene.read(scene.second, 0, 8192);
      assertThat(scene.seen()).hasSize(1);
      HeldDriver.Given given = scene.driver.held.removeFirst();
      given.hctx().completeShort(given.cookie(), 1000);
      assertThat(bio.transferred()).isEqualTo(1000);
      assertThat(sectorsRead(scene)).isEqualTo(2);
      scene.read(scene.second, 0, 8192);
      scene.driver.completeAll();
      assertThat(sectorsRead(scene)).isEqualTo(2 + 16);
    }
  }

  @Test
  void aShortReadAfterAPartCountsBoth() {
    try (var scene = new Scene()) {
      scene.read(scene.second, 0, 8192);
      assertThat(scene.seen()).hasSize(1);
      HeldDriver.Given given = scene.driver.held.removeFirst();
      given.hctx().completePart(given.cookie(), 4096, BioStatus.OK);
      given.hctx().completeShort(given.cookie(), 512);
      assertThat(sectorsRead(scene)).isEqualTo(8 + 1);
    }
  }

  @Test
  void transferredBytesOfPiecesAndPartsAreAdded() {
    try (var scene = new Scene(QueueLimits.builder().maxSectors(8).build())) {
      Bio bio = scene.read(scene.second, 0, 3 * 4096);
      assertThat(scene.seen()).hasSize(3);
      HeldDriver.Given last = scene.driver.held.removeLast();
      var batch = new Completions(1);
      batch.addShort(last.cookie(), 1000);
      last.hctx().complete(batch);
      HeldDriver.Given first = scene.driver.held.getFirst();
      first.hctx().completePart(first.cookie(), 512, BioStatus.OK);
      assertThat(first.rq().offset()).isEqualTo(512);
      assertThat(first.rq().length()).isEqualTo(3584);
      scene.driver.completeAll();
      assertThat(bio.transferred()).isEqualTo(2 * 4096 + 1000);
      assertThat(bio.offset()).isZero();
      assertThat(bio.length()).isEqualTo(3 * 4096);
    }
  }

  @Test
  void transferredIsTheLengthOnSuccessAndZeroOnFailure() {
    try (var scene = new Scene()) {
      Bio good = scene.read(0, 4096);
      Bio bad = scene.read(1 << 20, 4096);
      assertThat(scene.seen()).hasSize(2);
      scene.driver.completeFirst();
      scene.driver.completeFirst(BioStatus.MEDIUM);
      assertThat(good.transferred()).isEqualTo(4096);
      assertThat(bad.transferred()).isZero();
      scene.queue.submit(bad);
      assertThat(bad.transferred()).isZero();
    }
  }
}
