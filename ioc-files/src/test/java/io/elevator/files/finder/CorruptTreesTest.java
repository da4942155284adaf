package io.elevator.files.finder;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.files.system.DeviceNumber;
import io.elevator.files.system.SystemReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A search in a corrupt tree ends with a key and without an exception. */
class CorruptTreesTest {
  private static final int SEEDS = 3000;
  private static final DiskNames NAMES = DiskNames.parse("test", "/data=a,/srv=b,/data/db=c");
  private static final List<String> JUNK =
      List.of(
          "",
          " ",
          "\n",
          "9".repeat(5000),
          "-1",
          "[",
          "[]",
          "a b c",
          "../..",
          "/",
          "\\040\\777",
          "\0",
          "0:0",
          "99999999999:1",
          ": -",
          "[x\u202e\u001b]",
          "write back");

  @Test
  void noTreeMakesASearchThrowOrRunOn() {
    List<String> names = Topology.all().map(Topology::name).toList();
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Topology topology = Topology.read(names.get(random.nextInt(names.size())));
      corrupt(topology.tree(), random);
      double share = random.nextBoolean() ? 0 : 0.2 * random.nextDouble();
      UnreliableTree tree = new UnreliableTree(topology.tree(), random, share);
      Path path =
          Path.of(topology.searches().get(random.nextInt(topology.searches().size())).path());

      FoundDisk disk = new DiskFinder(tree, NAMES).find(path);

      assertThat(disk.key()).as("seed %d, %s", seed, topology).isNotBlank();
      assertThat(disk.steps().size() + disk.warnings().size())
          .as("seed %d, %s", seed, topology)
          .isBetween(1, 128);
      assertThat(tree.accesses())
          .as("seed %d, %s", seed, topology)
          .isLessThanOrEqualTo(SystemReader.MOST_ACCESSES);
    }
  }

  @Test
  void aTreeThatFailsAtEachAccessGivesTheUnknownDisk() {
    for (long seed = 0; seed < 20; seed++) {
      UnreliableTree tree =
          new UnreliableTree(Topology.read("partition").tree(), new Random(seed), 1);

      FoundDisk disk = new DiskFinder(tree, NAMES).find(Path.of("/data/db/x"));

      assertThat(disk.detectedKey()).as("seed %d", seed).isEqualTo("unknown");
      assertThat(disk.warnings())
          .extracting(DiskWarning::code)
          .as("seed %d", seed)
          .contains(DiskWarning.Code.COARSE);
    }
  }

  private static void corrupt(RecordedTree tree, Random random) {
    int changes = random.nextInt(20);
    for (int i = 0; i < changes; i++) {
      switch (random.nextInt(8)) {
        case 0 -> tree.texts.replace(any(tree.texts.keySet(), random), any(JUNK, random));
        case 1 -> tree.texts.remove(any(tree.texts.keySet(), random));
        case 2 -> tree.links.replace(any(tree.links.keySet(), random), any(paths(tree), random));
        case 3 -> tree.links.remove(any(tree.links.keySet(), random));
        case 4 -> tree.links.put(any(paths(tree), random), any(paths(tree), random));
        case 5 -> tree.folders.remove(any(tree.folders, random));
        case 6 ->
            tree.devices.replace(
                any(tree.devices.keySet(), random),
                new DeviceNumber(random.nextInt(300), random.nextInt(70)));
        default ->
            tree.texts.computeIfPresent(
                "/proc/self/mountinfo", (file, text) -> scratched(text, random));
      }
    }
  }

  /** Returns a mount table with some characters, numbers or lines changed. */
  private static String scratched(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(10); i >= 0 && !changed.isEmpty(); i--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, (char) (' ' + random.nextInt(95)));
        case 1 -> changed.delete(at, Math.min(changed.length(), at + random.nextInt(40)));
        default -> changed.insert(at, any(JUNK, random));
      }
    }
    return changed.toString();
  }

  private static List<String> paths(RecordedTree tree) {
    List<String> paths = new ArrayList<>(tree.texts.keySet());
    paths.addAll(tree.links.keySet());
    paths.addAll(tree.folders);
    return paths;
  }

  private static String any(Iterable<String> all, Random random) {
    List<String> list = new ArrayList<>();
    all.forEach(list::add);
    return list.isEmpty() ? "/none" : list.get(random.nextInt(list.size()));
  }
}
