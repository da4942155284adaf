package io.elevator.devices.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileExtentsTest {
  private static final int EXTENT = 4096;

  private final ExtentMap map = new ExtentMap(16L * EXTENT, EXTENT);
  private final FileExtents first = new FileExtents(map);
  private final FileExtents second = new FileExtents(map);

  private static long extent(FileExtents file, long offset) {
    return file.position(offset) / EXTENT;
  }

  @Test
  void fileGrowsIntoTheExtentAfterItsLastOrElseIntoTheLowestFreeOne() {
    assertThat(first.reserve(0, 2 * EXTENT)).isTrue();
    assertThat(second.reserve(0, EXTENT)).isTrue();
    assertThat(extent(second, 0)).isEqualTo(2);
    assertThat(first.reserve(2 * EXTENT, 1)).isTrue();
    assertThat(extent(first, 2 * EXTENT)).as("the next is taken").isEqualTo(3);
    assertThat(first.reserve(0, 5 * EXTENT)).isTrue();
    assertThat(extent(first, 4 * EXTENT)).as("adjacent again").isEqualTo(5);
    second.giveBackFrom(0);
    var third = new FileExtents(map);
    assertThat(third.reserve(0, EXTENT + 1)).isTrue();
    assertThat(extent(third, 0)).as("the gap").isEqualTo(2);
    assertThat(extent(third, EXTENT)).isEqualTo(6);
    assertThat(third.position(EXTENT + 77)).isEqualTo(6 * EXTENT + 77);
  }

  @Test
  void reservationThatFailsTakesNothing() {
    assertThat(first.reserve(0, 10 * EXTENT)).isTrue();
    assertThat(second.reserve(5 * EXTENT, 2 * EXTENT)).isTrue();
    assertThat(second.reserve(0, 12 * EXTENT)).isFalse();
    assertThat(second.bytes()).isEqualTo(2 * EXTENT);
    assertThat(map.taken()).isEqualTo(12);
    assertThat(extent(second, 5 * EXTENT)).isEqualTo(10);
    assertThat(second.reserve(0, 4 * EXTENT)).isTrue();
    assertThat(map.take(-1)).isEqualTo(-1);
    assertThat(second.reserve(1L << 60, 1)).as("an offset without an extent").isFalse();
  }

  @Test
  void mapOfAHugeDriveHasLargerExtents() {
    var huge = new ExtentMap(1L << 50, EXTENT);
    assertThat(huge.shift()).isEqualTo(22);
    var file = new FileExtents(huge);
    assertThat(file.reserve(1L << 49, 1)).isTrue();
    assertThat(file.bytes()).isEqualTo(1L << 22);
  }

  @Test
  void eachExtentBelongsToOneFileAfterRandomOperations() {
    for (int seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      var space = new ExtentMap(64L * EXTENT, EXTENT);
      FileExtents[] files = {
        new FileExtents(space), new FileExtents(space), new FileExtents(space)
      };
      Set<String> owned = new HashSet<>();
      for (int step = 0; step < 500; step++) {
        int number = random.nextInt(3);
        FileExtents file = files[number];
        int from = random.nextInt(40);
        int count = 1 + random.nextInt(12);
        Set<String> range = new HashSet<>();
        for (int i = from; i < from + count; i++) {
          range.add(number + " " + i);
        }
        switch (random.nextInt(4)) {
          case 0 -> {
            file.giveBackInside((long) from * EXTENT - (from > 0 ? 1 : 0), (long) count * EXTENT);
            if (from > 0) {
              range.remove(number + " " + (from + count - 1));
            }
            owned.removeAll(range);
          }
          case 1 -> {
            file.giveBackFrom((long) from * EXTENT - (from > 0 ? 1 : 0));
            owned.removeIf(each -> isFrom(each, number, from));
          }
          default -> {
            Set<String> wanted = new HashSet<>(owned);
            wanted.addAll(range);
            boolean fits = wanted.size() <= 64;
            assertThat(file.reserve((long) from * EXTENT + 5, (long) count * EXTENT - 9))
                .as("seed %d step %d", seed, step)
                .isEqualTo(fits);
            if (fits) {
              owned = wanted;
            }
          }
        }
        check(files, owned, "seed " + seed + " step " + step);
        assertThat(space.taken()).as("seed %d step %d", seed, step).isEqualTo(owned.size());
      }
    }
  }

  private static boolean isFrom(String owned, int number, int from) {
    String[] parts = owned.split(" ", 2);
    return Integer.parseInt(parts[0]) == number && Integer.parseInt(parts[1]) >= from;
  }

  private static void check(FileExtents[] files, Set<String> owned, String what) {
    Map<Long, String> users = new HashMap<>();
    for (String each : owned) {
      String[] parts = each.split(" ", 2);
      FileExtents file = files[Integer.parseInt(parts[0])];
      long extent = extent(file, Long.parseLong(parts[1]) * EXTENT);
      assertThat(users.put(extent, each)).as("%s: extent %d", what, extent).isNull();
    }
    long bytes = 0;
    for (FileExtents each : files) {
      bytes += each.bytes();
    }
    assertThat(bytes).as(what).isEqualTo((long) owned.size() * EXTENT);
  }
}
