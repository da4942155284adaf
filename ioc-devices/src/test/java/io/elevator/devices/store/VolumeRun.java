package io.elevator.devices.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.OpenMode;
import io.elevator.devices.store.NaiveVolume.NaiveFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random operations on a volume and on the plain model of it, and a comparison of both after a
 * power cut.
 */
final class VolumeRun {
  private static final List<String> NAMES =
      List.of("a/1", "a/2", "a/3", "b/1", "b/2", "b/3", "c/1", "c/2", "c/3");
  private static final int LONGEST = 6_000;

  private final String what;
  private final Random random;
  private final VolumeScene scene;
  private final NaiveVolume model = new NaiveVolume();
  private final IdentityHashMap<NaiveFile, VolumeFile> handles = new IdentityHashMap<>();

  VolumeRun(VolumeScene.Maker maker, long seed, String what) {
    this.what = what;
    random = new Random(seed);
    scene = new VolumeScene(maker, 1 << 30, true);
  }

  /** Performs one random operation on both. */
  void step() throws IOException {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    NaiveFile file = model.names.get(name);
    if (file == null) {
      NaiveFile made = model.create(name);
      handles.put(made, scene.open(name, OpenMode.CREATE_NEW));
      return;
    }
    VolumeFile handle = handles.get(file);
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> write(file, handle, 0);
      case 4 -> write(file, handle, BioFlags.FUA);
      case 5, 6 -> {
        int length = random.nextInt(random.nextBoolean() ? LONGEST : file.now.length + 1);
        file.truncate(length);
        scene.volume.truncate(handle, length);
      }
      case 7, 8, 9 -> {
        file.sync(false);
        scene.flush(handle, false);
      }
      case 10 -> {
        file.sync(true);
        scene.flush(handle, true);
      }
      case 11 -> rename(name);
      case 12 -> {
        model.delete(name);
        scene.volume.delete(Path.of(name));
        if (random.nextBoolean()) {
          scene.volume.close(handles.remove(file));
        }
      }
      case 13 -> {
        model.syncFolder(NaiveVolume.folderOf(name));
        scene.volume.syncFolder(Path.of(name).getParent());
      }
      default -> zero(file, handle);
    }
  }

  private void write(NaiveFile file, VolumeFile handle, int flags) {
    int at = random.nextInt(LONGEST);
    byte[] bytes = VolumeScene.randomBytes(random, 1 + random.nextInt(2_000));
    file.write(at, bytes);
    if (flags != 0) {
      file.force(at, bytes.length);
    }
    assertThat(scene.write(handle, at, bytes, flags)).as(what).isEqualTo(BioStatus.OK);
  }

  private void zero(NaiveFile file, VolumeFile handle) {
    int at = random.nextInt(LONGEST);
    int count = 1 + random.nextInt(3_000);
    if (random.nextBoolean()) {
      scene.writeZeroes(handle, at, count);
      file.write(at, new byte[count]);
    } else {
      scene.discard(handle, at, count);
      int end = Math.min(file.now.length, at + count);
      if (at < end) {
        file.write(at, new byte[end - at]);
      }
    }
  }

  private void rename(String from) throws IOException {
    String folder = NaiveVolume.folderOf(from);
    String to = folder + "/" + (1 + random.nextInt(3));
    if (!to.equals(from)) {
      model.rename(from, to);
      scene.volume.rename(Path.of(from), Path.of(to));
    }
  }

  /** Checks that the volume has the bytes that were written last. */
  void checkNow() throws IOException {
    check(model.afterLosingNothing(), "before the cut");
  }

  /** Cuts the power so that everything that can be lost is lost, or nothing, and checks it. */
  void cut(boolean losesAll) throws IOException {
    Map<String, byte[]> expected =
        losesAll ? model.afterLosingEverything() : model.afterLosingNothing();
    int ignored = scene.volume.cutPower(new SeededRandom(random.nextLong(), 0), losesAll ? 1 : 0);
    check(expected, losesAll ? "everything lost" : "nothing lost");
  }

  private void check(Map<String, byte[]> expected, String when) throws IOException {
    for (String name : NAMES) {
      byte[] bytes = expected.get(name);
      String at = what + ", " + when + ": " + name;
      byte[] found;
      try {
        found = scene.contents(name);
      } catch (NoSuchFileException e) {
        assertThat(bytes).as("%s is gone", at).isNull();
        continue;
      }
      assertThat(bytes).as("%s exists", at).isNotNull();
      assertThat(found).as(at).isEqualTo(bytes);
    }
  }

  /**
   * Cuts the power so that half of what can be lost is lost, and checks that each name, length and
   * sector is one that the file may have.
   *
   * @return whether something was lost and something was not
   */
  boolean cutByHalf() throws IOException {
    int lost = scene.volume.cutPower(new SeededRandom(random.nextLong(), 0), 0.5);
    Map<String, byte[]> found = new TreeMap<>();
    for (String name : NAMES) {
      try {
        found.put(name, scene.contents(name));
      } catch (NoSuchFileException e) {
        assertThat(found).doesNotContainKey(name);
      }
    }
    List<String> reasons = new ArrayList<>();
    if (model.unsyncedChanges() < 12) {
      for (Map<String, NaiveFile> names : model.possibleNames()) {
        String reason = impossible(found, names);
        if (reason.isEmpty()) {
          reasons.clear();
          break;
        }
        reasons.add(reason);
      }
    }
    assertThat(reasons).as(what + ", half lost: no state of the names explains this").isEmpty();
    return lost > 0;
  }

  /** Returns why a state is impossible with a set of names, or the empty text. */
  private static String impossible(Map<String, byte[]> found, Map<String, NaiveFile> names) {
    if (!found.keySet().equals(names.keySet())) {
      return "names " + found.keySet() + " instead of " + names.keySet();
    }
    for (Map.Entry<String, byte[]> each : found.entrySet()) {
      NaiveFile file = names.get(each.getKey());
      byte[] bytes = each.getValue();
      for (int at = 0; at < bytes.length; at += 512) {
        int count = Math.min(512, bytes.length - at);
        byte[] sector = VolumeScene.part(bytes, at, count);
        // A sector may have its new bytes, its durable bytes, or neither after a truncation; a part
        // of a sector may be cut off by a length that was lost.
        if (!isMixture(sector, file, at)) {
          return each.getKey() + " has other bytes at " + at;
        }
      }
    }
    return "";
  }

  private static boolean isMixture(byte[] sector, NaiveFile file, int at) {
    byte[] now = VolumeScene.part(file.now, at, sector.length);
    byte[] durable = VolumeScene.part(file.durable, at, sector.length);
    return matches(sector, now) || matches(sector, durable);
  }

  /** Returns whether bytes are those of a sector, up to a place from which they are zero. */
  private static boolean matches(byte[] sector, byte[] expected) {
    int same = 0;
    while (same < sector.length && sector[same] == expected[same]) {
      same++;
    }
    return VolumeScene.isZero(VolumeScene.part(sector, same, sector.length - same));
  }
}
