package io.elevator.files.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MountTableTest {
  private static final List<String> POINTS =
      List.of("/a", "/a/b", "/a/b/c", "/ab", "/a b", "/", "/a/c", "/a/b/c/d");

  @Test
  void fieldsAreDecoded() {
    Mount mount =
        Mount.parse(
                "36 35 98:0 /mnt\\0401 /mnt\\0112\\134x rw,noatime master:1 shared:7 - ext3"
                    + " /dev/a\\040b rw,upperdir=/x\\054y,errors=continue")
            .orElseThrow();

    assertThat(mount)
        .isEqualTo(
            new Mount(
                36,
                35,
                new DeviceNumber(98, 0),
                "/mnt 1",
                "/mnt\t2\\x",
                "ext3",
                "/dev/a b",
                List.of("rw", "upperdir=/x,y", "errors=continue")));
    assertThat(mount.option("upperdir")).contains("/x,y");
    assertThat(mount.option("upper")).isEmpty();
  }

  @Test
  void malformedLinesAreLeftOut() {
    MountTable table =
        MountTable.parse(
            """
            24 1 8:1 / / rw - ext4 /dev/sda1 rw
            25 24 8:x / /bad rw - ext4 /dev/sda1 rw
            x 24 8:1 / /bad rw - ext4 /dev/sda1 rw
            26 24 8:1 / bad rw - ext4 /dev/sda1 rw
            27 24 8:1 / /bad rw ext4 /dev/sda1 rw
            28 24 8:1 / /bad rw - ext4 /dev/sda1
            99999999999 24 8:1 / /bad rw - ext4 /dev/sda1 rw
            29 24 8:2 / /good rw -  -  rw
            """);

    assertThat(table.containing("/bad").orElseThrow().point()).isEqualTo("/");
    assertThat(table.containing("/good/x").orElseThrow().id()).isEqualTo(29);
    assertThat(MountTable.parse("").containing("/")).isEmpty();
    assertThat(MountTable.parse("junk").isEmpty()).isTrue();
  }

  @Test
  void theLastMountThatContainsAPathIsFoundInAnyOrderOfTheLines() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      // Without unmounting, each new mount hides all that was mounted in and below its folder.
      List<Mount> mounted = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      int count = 1 + random.nextInt(12);
      for (int id = 100; id < 100 + count; id++) {
        String point = id == 100 ? "/" : POINTS.get(random.nextInt(POINTS.size()));
        int parent = id == 100 ? 1 : last(mounted, point).id();
        String line =
            id + " " + parent + " 0:" + id + " / " + point.replace(" ", "\\040") + " rw - x y rw";
        lines.add(line);
        mounted.add(Mount.parse(line).orElseThrow());
      }
      Collections.shuffle(lines, random);
      MountTable table = MountTable.parse(String.join("\n", lines));
      for (String point : POINTS) {
        for (String path : List.of(point, point.equals("/") ? "/z" : point + "/z", point + "z")) {
          assertThat(table.containing(path))
              .as("seed %d, path %s, mounts %s", seed, path, mounted)
              .contains(last(mounted, path));
        }
      }
    }
  }

  private static Mount last(List<Mount> mounted, String path) {
    return mounted.reversed().stream()
        .filter(mount ->
            mount.point().equals("/")
                || path.equals(mount.point())
                || path.startsWith(mount.point() + "/"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLastOfSeveralRootMountsDecides() {
    MountTable table =
        MountTable.parse(
            """
            24 1 8:1 / / rw - ext4 /dev/sda1 rw
            25 2 8:2 / / rw - ext4 /dev/sda2 rw
            """);

    assertThat(table.containing("/a").orElseThrow().id()).isEqualTo(25);
  }

  @Test
  void aCycleOfParentsEnds() {
    MountTable table =
        MountTable.parse(
            """
            24 1 8:1 / / rw - ext4 /dev/sda1 rw
            25 26 8:2 / / rw - ext4 /dev/sda2 rw
            26 25 8:3 / / rw - ext4 /dev/sda3 rw
            24 24 8:4 / / rw - ext4 /dev/sda4 rw
            """);

    assertThat(table.containing("/a/b")).isPresent();
  }

  @Test
  void theLastMountOfADeviceIsFound() {
    MountTable table =
        MountTable.parse(
            """
            24 1 8:1 / / rw - ext4 /dev/sda1 rw
            25 24 8:1 /a /b rw - ext4 /dev/sda1 rw
            """);

    assertThat(table.ofDevice(new DeviceNumber(8, 1)).orElseThrow().id()).isEqualTo(25);
    assertThat(table.ofDevice(new DeviceNumber(8, 2))).isEmpty();
  }
}
