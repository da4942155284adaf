package io.elevator.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BlockLayer;
import io.elevator.core.BlockLayers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of the machine's file system, through a queue. */
@Timeout(120)
class RealFilesTest {
  @TempDir Path folder;

  /** Opens a direct file, or a buffered one where the file system has no direct I/O. */
  private static DiskFile create(Disk disk, String name, boolean direct) throws IOException {
    if (direct) {
      try {
        return disk.create(name, FileOption.direct());
      } catch (IOException e) {
        return disk.openOrCreate(name);
      }
    }
    return disk.create(name);
  }

  @Test
  void filesAgreeWithByteArraysWhileTheElevatorIsSwitched() throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build()) {
      filesAgreeWithByteArrays(layer, "file");
      if (layer.driver("uring").unavailableReason().isEmpty()) {
        filesAgreeWithByteArrays(layer, "uring");
      }
    }
  }

  private void filesAgreeWithByteArrays(BlockLayer layer, String driver) throws IOException {
    Path below = Files.createDirectory(folder.resolve(driver));
    try (Disk disk = Disks.builder().layer(layer).driver(driver).elevator("none").open(below);
        DiskTask task = disk.task("test").build()) {
      for (int seed = 0; seed < 6; seed++) {
        Random random = new Random(seed);
        DiskFile file = create(disk, "file-" + seed, seed % 2 == 1);
        byte[] expected = {};
        for (int i = 0; i < 60; i++) {
          if (random.nextInt(20) == 0 && disk.queue() != null) {
            disk.queue().admin().switchElevator(random.nextBoolean() ? "bfq" : "mq-deadline");
          }
          int offset = random.nextInt(50_000);
          byte[] data = new byte[random.nextInt(20_000) + 1];
          switch (random.nextInt(5)) {
            case 0 -> {
              file.truncate(offset);
              expected = Arrays.copyOf(expected, offset);
            }
            case 1, 2 -> {
              random.nextBytes(data);
              file.write(task, offset, MemorySegment.ofArray(data));
              expected = Arrays.copyOf(expected, Math.max(expected.length, offset + data.length));
              System.arraycopy(data, 0, expected, offset, data.length);
            }
            case 3 -> file.sync(task);
            default -> {
              int moved = file.read(task, offset, MemorySegment.ofArray(data));
              int left = Math.max(0, Math.min(data.length, expected.length - offset));
              assertThat(moved).isEqualTo(left == 0 ? -1 : left);
              if (left > 0) {
                assertThat(Arrays.copyOf(data, left))
                    .as("%s, seed %s, step %s", driver, seed, i)
                    .isEqualTo(Arrays.copyOfRange(expected, offset, offset + left));
              }
            }
          }
        }
        file.close();
        assertThat(Files.readAllBytes(below.resolve("file-" + seed))).isEqualTo(expected);
      }
    }
  }

  @Test
  void manyUnalignedWritesInFlightKeepAllBytes() throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build();
        Disk disk = Disks.builder().layer(layer).driver("file").elevator("none").open(folder);
        DiskTask task = disk.task("test").build()) {
      DiskFile file = create(disk, "a", true);
      Random random = new Random(3);
      byte[] expected = new byte[100_000];
      random.nextBytes(expected);
      List<CompletionStage<Void>> writes = new ArrayList<>();
      for (int at = 0; at < expected.length; ) {
        int length = Math.min(expected.length - at, random.nextInt(700) + 1);
        byte[] part = Arrays.copyOfRange(expected, at, at + length);
        writes.add(file.writeAsync(task, at, MemorySegment.ofArray(part)));
        at += length;
      }
      for (CompletionStage<Void> write : writes) {
        Void ignored = write.toCompletableFuture().get(60, TimeUnit.SECONDS);
      }
      file.close();

      assertThat(Files.readAllBytes(folder.resolve("a"))).isEqualTo(expected);
    }
  }

  @Test
  void openingAndClosingManyTimesLeavesNothing() throws Exception {
    try (BlockLayer layer = BlockLayers.builder().build();
        Disk disk = Disks.builder().layer(layer).driver("file").elevator("none").open(folder)) {
      disk.create("a").close();
      for (int i = 0; i < 20_000; i++) {
        DiskFile file = disk.open("a");
        SharedDisk shared = file.io().disk();
        assertThat(shared.inodes().size()).isEqualTo(1);
        file.close();
        assertThat(shared.inodes().size()).isZero();
      }
    }
  }
}
