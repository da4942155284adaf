package io.elevator.core.queue.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.core.queue.files.FileRegions.Region;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.SortKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileRegionsTest {
  @Test
  void handlesOfOneFileShareARegionUntilTheLastIsReleased() {
    var regions = new FileRegions();
    Region first = regions.take("inode", "folder");
    Region second = regions.take("inode", "another name of the folder");
    assertThat(second).isSameAs(first);
    regions.release(first);
    assertThat(regions.take("inode", "folder")).isSameAs(first);
    regions.release(first);
    regions.release(first);
    assertThat(regions.size()).isZero();
    Region later = regions.take("inode", "folder");
    assertThat(later).isNotSameAs(first);
    assertThat(later.number).as("the number is free again").isEqualTo(1);
  }

  @Test
  void regionOfTheDeviceIsNeverTakenAndBasesAreFarApart() {
    var regions = new FileRegions();
    assertThat(regions.take("a", "folder").base()).isEqualTo(1L << 40);
    assertThat(regions.take("b", "folder").base()).isEqualTo(2L << 40);
  }

  @Test
  void fileOfAFolderGetsAFreeRegionAboveTheFirstFileOfThatFolder() {
    var regions = new FileRegions();
    List<Region> low = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      low.add(regions.take("low " + i, "low"));
    }
    Region logs = regions.take("log 0", "logs");
    assertThat(logs.number).isEqualTo(11);
    regions.release(low.get(2));
    regions.release(low.get(6));
    assertThat(regions.take("log 1", "logs").number).as("not below its folder").isEqualTo(12);
    assertThat(regions.take("low 10", "low").number).as("in a gap of its folder").isEqualTo(3);
    assertThat(regions.take("other", "other").number).as("a new folder").isEqualTo(7);
    assertThat(regions.take("low 11", "low").number).isEqualTo(13);
  }

  @Test
  void folderIsForgottenWithItsLastFile() {
    var regions = new FileRegions();
    Region filler = regions.take("filler", "filler");
    Region high = regions.take("high", "folder");
    regions.release(filler);
    regions.release(high);
    assertThat(regions.take("again", "folder").number).as("no place to be near").isEqualTo(1);
  }

  @Test
  void takingFromExhaustedRegionsReturnsNullAndChangesNothing() {
    var regions = new FileRegions(3);
    Region first = regions.take(0, "folder");
    regions.take(1, "folder");
    regions.take(2, "elsewhere");
    assertThat(regions.take(3, "folder")).isNull();
    assertThat(regions.take(3, "new folder")).isNull();
    assertThat(regions.size()).isEqualTo(3);
    assertThat(regions.take(0, "folder")).as("an open file has a region").isSameAs(first);
    regions.release(first);
    regions.release(first);
    assertThat(regions.take(3, "elsewhere").number).as("below its folder").isEqualTo(1);
  }

  @Test
  void lastSortKeyOfTheLastRegionIsAValidOneOfAFile() {
    long base = (long) FileRegions.MOST << FileRegions.SECTOR_BITS;
    var file = new DriverFile(null, "last", "inode", base, SortKeys.MAX_LENGTH, 1);
    long end = file.sortKeyBase() + (file.maxLength() >>> DriverFile.SORT_KEY_SHIFT);
    assertThat(end).isEqualTo((1L << 62) - 1).isPositive();
  }

  @Test
  void openFilesNeverShareANumberAndTakenNumbersAreBounded() {
    for (int seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      var regions = new FileRegions(64);
      Map<Integer, Region> open = new HashMap<>();
      Map<Integer, Integer> handles = new HashMap<>();
      for (int step = 0; step < 5_000; step++) {
        int inode = random.nextInt(80);
        String at = "seed " + seed + " step " + step;
        if (random.nextBoolean()) {
          Region taken = regions.take(inode, "folder " + inode % 5);
          if (taken == null) {
            assertThat(open).as(at).hasSize(64).doesNotContainKey(inode);
            continue;
          }
          Region known = open.put(inode, taken);
          assertThat(known == null || known == taken).as(at).isTrue();
          assertThat(taken.number).as(at).isBetween(1, 64);
          handles.merge(inode, 1, Integer::sum);
        } else if (open.containsKey(inode)) {
          regions.release(open.get(inode));
          if (handles.merge(inode, -1, Integer::sum) == 0) {
            handles.remove(inode);
            open.remove(inode);
          }
        }
        assertThat(open.values().stream().map(each -> each.number)).as(at).doesNotHaveDuplicates();
        assertThat(regions.size()).as(at).isEqualTo(open.size());
      }
    }
  }

  @Test
  void millionOpeningsOfTenThousandOpenFilesLeaveNothingBehind() {
    var regions = new FileRegions();
    int most = 10_000;
    Region[] open = new Region[most];
    int highest = 0;
    for (int i = 0; i < 1_000_000; i++) {
      int place = i % most;
      if (open[place] != null) {
        regions.release(open[place]);
      }
      open[place] = regions.take(i, i % 100);
      highest = Math.max(highest, open[place].number);
    }
    assertThat(highest).as("numbers are reused").isLessThanOrEqualTo(2 * most);
    for (Region each : open) {
      regions.release(each);
    }
    assertThat(regions.size()).isZero();
    assertThat(regions.folders()).isZero();
  }
}
