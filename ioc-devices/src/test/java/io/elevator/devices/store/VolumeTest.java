package io.elevator.devices.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.OpenMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The volume against a plain model, with the power cut after each step of random operations; and
 * volumes with one defect each, which the same check must find.
 */
class VolumeTest {
  private static final int SEEDS = 40;
  private static final int STEPS = 60;

  /** Cuts the power after each step of a run, in runs that are equal until then. */
  private static void check(VolumeScene.Maker maker) throws IOException {
    int halves = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (int steps = 0; steps <= STEPS; steps++) {
        String what = "seed " + seed + ", cut after step " + steps;
        for (int way = 0; way < 2; way++) {
          var run = new VolumeRun(maker, seed, what);
          for (int i = 0; i < steps; i++) {
            run.step();
          }
          run.checkNow();
          run.cut(way == 0);
        }
        var run = new VolumeRun(maker, seed, what);
        for (int i = 0; i < steps; i++) {
          run.step();
        }
        halves += run.cutByHalf() ? 1 : 0;
      }
    }
    assertThat(halves).as("cuts that lost some sectors").isGreaterThan(SEEDS * STEPS / 2);
  }

  @Test
  void powerCutAfterAnyStepLeavesWhatWasSynced() throws IOException {
    check(Volume::new);
  }

  @Test
  void bytesThatWereCutOffDoNotComeBackWithALaterForcedWrite() throws IOException {
    var scene = new VolumeScene(Volume::new, 1 << 20, true);
    VolumeFile file = scene.open("a/1", OpenMode.CREATE);
    scene.volume.syncFolder(Path.of("a"));
    byte[] bytes = VolumeScene.randomBytes(new Random(1), 600);
    assertThat(scene.write(file, 0, bytes, 0)).isEqualTo(BioStatus.OK);
    byte[] first = VolumeScene.part(bytes, 0, 100);
    // The whole sector becomes durable, with bytes behind the durable length.
    assertThat(scene.write(file, 0, first, BioFlags.FUA)).isEqualTo(BioStatus.OK);
    scene.volume.truncate(file, 100);
    assertThat(scene.write(file, 2000, first, BioFlags.FUA)).isEqualTo(BioStatus.OK);
    assertThat(scene.volume.cutPower(new SeededRandom(1, 0), 1)).isPositive();
    byte[] expected = VolumeScene.part(first, 0, 2100);
    System.arraycopy(first, 0, expected, 2000, 100);
    assertThat(scene.contents("a/1")).isEqualTo(expected);
  }

  @Test
  void deletedFileGivesSpaceAndMemoryBackAtItsLastClose() throws IOException {
    for (boolean tracksPower : List.of(false, true)) {
      var scene = new VolumeScene(Volume::new, 64 << 10, tracksPower);
      byte[] bytes = VolumeScene.randomBytes(new Random(1), 64 << 10);
      for (int round = 0; round < 20; round++) {
        VolumeFile file = scene.open("a/1", OpenMode.CREATE_NEW);
        VolumeFile second = scene.open("a/1", OpenMode.WRITE);
        assertThat(scene.write(file, 0, bytes, 0)).isEqualTo(BioStatus.OK);
        assertThat(scene.write(file, bytes.length, new byte[1], 0)).isEqualTo(BioStatus.NOSPC);
        scene.volume.delete(Path.of("a/1"));
        scene.volume.close(file);
        assertThat(scene.space.taken()).as("one handle is open").isEqualTo(16);
        scene.volume.close(second);
        assertThat(scene.space.taken()).isZero();
        scene.volume.syncFolder(Path.of("a"));
        assertThat(scene.budget.taken()).isZero();
        assertThat(scene.volume.all()).isEmpty();
      }
    }
  }

  @Test
  void fileThatIsReplacedGivesItsSpaceBack() throws IOException {
    var scene = new VolumeScene(Volume::new, 64 << 10, false);
    VolumeFile old = scene.open("a/1", OpenMode.CREATE);
    VolumeFile fresh = scene.open("a/2", OpenMode.CREATE);
    byte[] bytes = VolumeScene.randomBytes(new Random(1), 8192);
    assertThat(scene.write(old, 0, bytes, 0)).isEqualTo(BioStatus.OK);
    assertThat(scene.write(fresh, 0, bytes, 0)).isEqualTo(BioStatus.OK);
    scene.volume.close(old);
    scene.volume.rename(Path.of("a/2"), Path.of("a/1"));
    assertThat(scene.space.taken()).isEqualTo(2);
    scene.volume.truncate(fresh, 4096);
    assertThat(scene.space.taken()).isEqualTo(1);
    scene.discard(fresh, 0, 4096);
    assertThat(scene.space.taken()).as("a discard gives whole extents back").isZero();
    assertThat(scene.contents("a/1")).isEqualTo(new byte[4096]);
  }

  @Test
  void spaceThatDeletionAndTruncationFreeIsReported() throws IOException {
    var scene = new VolumeScene(Volume::new, 64 << 10, false);
    var freed = new AtomicLong();
    scene.volume.onSpaceGivenBack(freed::addAndGet);
    VolumeFile file = scene.open("a/1", OpenMode.CREATE);
    assertThat(scene.write(file, 0, new byte[16 << 10], 0)).isEqualTo(BioStatus.OK);
    scene.volume.truncate(file, 4097);
    assertThat(freed).hasValue(8 << 10);
    scene.volume.delete(Path.of("a/1"));
    assertThat(freed).hasValue(8 << 10);
    scene.volume.close(file);
    assertThat(freed).hasValue(16 << 10);
  }

  @Test
  void writeWithoutMemoryEndsWithNospcAndLeavesNoBytesBehindTheEnd() throws IOException {
    var budget = new DataBudget(3 * 4096 + 1024);
    var full = new AtomicInteger();
    var volume =
        new Volume(
            new Volume.Setup(
                new ExtentMap(1 << 20, 4096), true, false, budget, full::incrementAndGet));
    var scene = new VolumeScene(setup -> volume, 1 << 20, false);
    VolumeFile file = scene.open("a/1", OpenMode.CREATE);
    byte[] bytes = VolumeScene.randomBytes(new Random(1), 5 * 4096);
    assertThat(scene.write(file, 0, bytes, 0)).isEqualTo(BioStatus.NOSPC);
    assertThat(full).hasPositiveValue();
    assertThat(volume.length(file)).isZero();
    volume.truncate(file, 20_000);
    assertThat(scene.contents("a/1")).isEqualTo(new byte[20_000]);
    volume.close();
    assertThat(budget.taken()).isZero();
  }

  /** A flush makes all files durable. */
  private static final class FlushSavesAllFiles extends Volume {
    FlushSavesAllFiles(Setup setup) {
      super(setup);
    }

    @Override
    void flush(FileContents file, boolean all) {
      all().forEach(each -> each.sync(all));
    }
  }

  /** A flush makes nothing durable. */
  private static final class FlushSavesNothing extends Volume {
    FlushSavesNothing(Setup setup) {
      super(setup);
    }

    @Override
    void flush(FileContents file, boolean all) {}
  }

  /** A flush makes names durable, too. */
  private static final class FlushSavesNames extends Volume {
    FlushSavesNames(Setup setup) {
      super(setup);
    }

    @Override
    void flush(FileContents file, boolean all) {
      super.flush(file, all);
      Stream.of("a", "b", "c").map(Path::of).forEach(this::syncFolder);
    }
  }

  /** A flush without META makes a shorter length durable. */
  private static final class FlushSavesShorterLengths extends Volume {
    FlushSavesShorterLengths(Setup setup) {
      super(setup);
    }

    @Override
    void flush(FileContents file, boolean all) {
      super.flush(file, true);
    }
  }

  /** Lengths are durable without a flush. */
  private static final class LengthsAreDurableAtOnce extends Volume {
    LengthsAreDurableAtOnce(Setup setup) {
      super(setup);
    }

    @Override
    void changed(FileContents file) {
      file.saveLength();
    }
  }

  /** Renamings are durable at once. */
  private static final class RenamingsAreDurableAtOnce extends Volume {
    RenamingsAreDurableAtOnce(Setup setup) {
      super(setup);
    }

    @Override
    void rename(FileContents file, @Nullable Path from, @Nullable Path to) {
      super.rename(file, from, to);
      if (from != null && to != null) {
        syncFolder(to.getParent());
      }
    }
  }

  /** The sync of a folder makes nothing durable. */
  private static final class FolderSyncSavesNothing extends Volume {
    FolderSyncSavesNothing(Setup setup) {
      super(setup);
    }

    @Override
    public synchronized void syncFolder(Path folder) {}
  }

  /** The sync of a folder makes the names of all folders durable. */
  private static final class FolderSyncSavesAllFolders extends Volume {
    FolderSyncSavesAllFolders(Setup setup) {
      super(setup);
    }

    @Override
    public synchronized void syncFolder(Path folder) {
      Stream.of("a", "b", "c").map(Path::of).forEach(super::syncFolder);
    }
  }

  /** A power cut loses nothing. */
  private static final class CutLosesNothing extends Volume {
    CutLosesNothing(Setup setup) {
      super(setup);
    }

    @Override
    int cutPower(SeededRandom random, double lossShare) {
      return super.cutPower(random, 0);
    }
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        defect("a flush saves all files", FlushSavesAllFiles::new),
        defect("a flush saves nothing", FlushSavesNothing::new),
        defect("a flush saves names", FlushSavesNames::new),
        defect("a flush saves shorter lengths", FlushSavesShorterLengths::new),
        defect("lengths are durable at once", LengthsAreDurableAtOnce::new),
        defect("renamings are durable at once", RenamingsAreDurableAtOnce::new),
        defect("a folder's sync saves nothing", FolderSyncSavesNothing::new),
        defect("a folder's sync saves all folders", FolderSyncSavesAllFolders::new),
        defect("a power cut loses nothing", CutLosesNothing::new));
  }

  private static Arguments defect(String name, VolumeScene.Maker maker) {
    return Arguments.of(name, maker);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void checkFindsAVolumeWithADefect(String name, VolumeScene.Maker maker) {
    assertThatExceptionOfType(AssertionError.class).as(name).isThrownBy(() -> check(maker));
  }
}
