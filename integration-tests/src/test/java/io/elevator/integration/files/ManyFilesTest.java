package io.elevator.integration.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.core.time.VirtualTime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many files of one drive against byte arrays: several bios of each file in flight, growth,
 * truncation, deletion and new files under old names, while the elevator is switched and the drive
 * refuses, delays and returns requests. A failure names the seed, which repeats the run.
 */
class ManyFilesTest {
  private static final List<String> ELEVATORS = List.of("none", "mq-deadline", "bfq", "kyber");
  private static final int FILES = 24;
  private static final int LONGEST = 40_000;
  private static final int STEPS = 1_500;

  /** One file, and what it must contain once its bios have ended. */
  private static final class Subject {
    private final String name;
    private FileHandle handle;
    private byte[] bytes = {};
    private int inFlight;

    private Subject(String name) {
      this.name = name;
    }
  }

  private final List<String> failures = new ArrayList<>();
  private final Arena arena = Arena.ofAuto();
  private int reads;
  private int failedWrites;

  @ParameterizedTest
  @CsvSource({
    "memory, 1, ''",
    "memory, 2, 'busy share=0.08; requeue share=0.08; delay=1ms share=0.05'",
    "memory, 3, 'fail=medium share=0.05; busy share=0.05; tear share=0.02'",
    "sim-hdd, 4, ''",
    "sim-hdd, 5, 'busy share=0.08; requeue share=0.08; delay=1ms share=0.05'",
    "sim-ssd, 6, ''",
    "sim-ssd, 7, 'fail=medium share=0.05; requeue share=0.05; delay=1ms share=0.05'"
  })
  void filesHaveTheBytesWrittenLast(String driver, long seed, String faults) throws IOException {
    List<String> options = new ArrayList<>(List.of("faults", faults));
    if (driver.equals("memory")) {
      options.addAll(List.of("irqmode", "2", "completion_nsec", "200us", "submit_queues", "2"));
    }
    var random = new Random(seed);
    String what = driver + ", seed " + seed + ", faults '" + faults + "'";
    try (var scene = new FileScene(driver, seed, options.toArray(String[]::new))) {
      List<Subject> all = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        var made = new Subject("folder " + i % 3 + "/file " + i);
        made.handle = open(scene, made, random);
        all.add(made);
      }
      for (int step = 0; step < STEPS; step++) {
        if (random.nextInt(40) == 0) {
          scene.queue.admin().switchElevator(ELEVATORS.get(random.nextInt(4)));
        }
        act(scene, all.get(random.nextInt(FILES)), random, what + " step " + step);
        for (int events = random.nextInt(6); events > 0; events--) {
          boolean ignored = scene.time.step();
        }
      }
      for (Subject each : all) {
        drain(scene, each);
        assertThat(scene.files.length(each.handle)).as(what).isEqualTo(each.bytes.length);
      }
      assertThat(failures).as(what).isEmpty();
      assertThat(reads).as(what).isGreaterThan(STEPS / 8);
      assertThat(failedWrites > 0).as(what + ": writes that failed").isEqualTo(hasFailures(faults));
    }
  }

  private static boolean hasFailures(String faults) {
    return faults.contains("fail");
  }

  private static FileHandle open(FileScene scene, Subject file, Random random) throws IOException {
    OpenMode mode = random.nextInt(3) == 0 ? OpenMode.CREATE.asDirect() : OpenMode.CREATE;
    return scene.open(file.name, mode);
  }

  private void act(FileScene scene, Subject file, Random random, String what) throws IOException {
    switch (random.nextInt(20)) {
      case 0, 1 -> {
        drain(scene, file);
        int length = random.nextInt(LONGEST);
        scene.files.truncate(file.handle, length);
        file.bytes = Arrays.copyOf(file.bytes, length);
      }
      case 2 -> {
        drain(scene, file);
        scene.files.delete(Path.of(file.name));
        scene.files.close(file.handle);
        file.handle = open(scene, file, random);
        file.bytes = new byte[0];
      }
      case 3 -> {
        drain(scene, file);
        scene.files.close(file.handle);
        file.handle = open(scene, file, random);
      }
      case 4 -> {
        drain(scene, file);
        scene.files.rename(Path.of(file.name), Path.of(file.name + "'"));
        scene.files.rename(Path.of(file.name + "'"), Path.of(file.name));
      }
      case 5 -> submit(scene, file, scene.layer.newBio().flush(file.handle), bio -> {}, what);
      case 6, 7, 8, 9, 10, 11 -> read(scene, file, random, what);
      default -> write(scene, file, random, what);
    }
  }

  /** Steps virtual time until the bios of a file have ended. */
  private static void drain(FileScene scene, Subject file) {
    VirtualTime time = scene.time;
    time.runUntil(() -> file.inFlight == 0);
    assertThat(file.inFlight).isZero();
  }

  /** Reads part of a file once its writes have ended, and compares the bytes. */
  private void read(FileScene scene, Subject file, Random random, String what) {
    drain(scene, file);
    int unit = file.handle.blockBytes() == 0 ? 512 : 1;
    int from = random.nextInt(LONGEST) / unit * unit;
    int count = (1 + random.nextInt(9_000)) / unit * unit + unit;
    MemorySegment memory = arena.allocate(count, 512);
    Bio bio = scene.layer.newBio().read(file.handle, from, memory, 0, count);
    int length = Math.max(0, Math.min(count, file.bytes.length - from));
    byte[] expected =
        length == 0 ? new byte[0] : Arrays.copyOfRange(file.bytes, from, from + length);
    submit(
        scene,
        file,
        bio,
        ended -> {
          if (ended.status() != BioStatus.OK) {
            return;
          }
          reads++;
          byte[] found = memory.asSlice(0, ended.transferred()).toArray(ValueLayout.JAVA_BYTE);
          if (!Arrays.equals(found, expected)) {
            failures.add(
                what
                    + ": "
                    + file.name
                    + " differs at "
                    + (from + Arrays.mismatch(found, expected)));
          }
        },
        what);
  }

  /**
   * Writes up to three parts of a file that do not touch each other, in flight at once. A part
   * whose write fails is read back afterwards, since the write may have taken effect in part.
   */
  private void write(FileScene scene, Subject file, Random random, String what) throws IOException {
    drain(scene, file);
    int unit = file.handle.blockBytes() == 0 ? 512 : 1;
    List<Bio> failed = new ArrayList<>();
    int at = random.nextInt(LONGEST / 2) / unit * unit;
    byte[] before = file.bytes;
    for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
      int count = (1 + random.nextInt(6_000)) / unit * unit + unit;
      boolean zeroes = random.nextInt(6) == 0;
      MemorySegment memory = arena.allocate(count, 512);
      Bio bio = scene.layer.newBio();
      if (zeroes) {
        bio.writeZeroes(file.handle, at, count);
      } else {
        for (int i = 0; i < count; i++) {
          memory.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        bio.write(file.handle, at, memory, 0, count);
        bio.flags(random.nextBoolean() ? BioFlags.SYNC : random.nextInt(2) * BioFlags.FUA);
      }
      file.bytes = Arrays.copyOf(file.bytes, Math.max(file.bytes.length, at + count));
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, file.bytes, at, count);
      submit(
          scene,
          file,
          bio,
          ended -> {
            if (ended.status() != BioStatus.OK) {
              failed.add(ended);
            }
          },
          what);
      at += count + random.nextInt(3) * unit;
    }
    if (hasFailed(scene, file, failed)) {
      failedWrites += failed.size();
      repair(scene, file, before, failed, what);
    }
  }

  private static boolean hasFailed(FileScene scene, Subject file, List<Bio> failed) {
    drain(scene, file);
    return !failed.isEmpty();
  }

  /** Takes over what failed writes have left: each of their sectors is the old or the new one. */
  private void repair(FileScene scene, Subject file, byte[] before, List<Bio> failed, String what)
      throws IOException {
    int length = Math.toIntExact(scene.files.length(file.handle));
    byte[] found = readSurely(scene, file, length);
    byte[] expected = Arrays.copyOf(file.bytes, length);
    for (Bio each : failed) {
      int from = (int) Math.min(length, each.offset());
      int end = (int) Math.min(length, each.offset() + each.length());
      for (int i = from; i < end; i++) {
        byte old = i < before.length ? before[i] : 0;
        if (found[i] == old) {
          expected[i] = old;
        }
      }
    }
    if (!Arrays.equals(found, expected)) {
      failures.add(what + ": " + file.name + " after a failed write");
    }
    file.bytes = found;
  }

  /** Reads a file from its start; repeats reads that fail. */
  private byte[] readSurely(FileScene scene, Subject file, int length) {
    MemorySegment memory = arena.allocate(Math.max(512, (length + 511) / 512 * 512), 512);
    Bio bio = scene.layer.newBio().task(scene.task);
    BioStatus status = BioStatus.IOERR;
    while (status != BioStatus.OK) {
      bio.read(file.handle, 0, memory, 0, memory.byteSize());
      status = scene.queue.submitAndWait(bio);
    }
    return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private void submit(FileScene scene, Subject file, Bio bio, Consumer<Bio> ended, String what) {
    file.inFlight++;
    bio.task(scene.task)
        .onEnd(each -> {
          file.inFlight--;
          ended.accept(each);
        });
    try {
      scene.queue.submit(bio);
    } catch (RuntimeException e) {
      throw new AssertionError(what + ": " + bio, e);
    }
  }
}
