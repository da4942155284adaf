package io.elevator.integration.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import io.elevator.integration.scene.IdleQueueCheck;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs one scenario in virtual time many times, each time with a power cut at another request of
 * the drive. Four tasks write, force and sync five files. After the cut each block of a file has
 * its last durable content or a later one: a block is durable by a forced write, and by a sync of
 * its file that was submitted after the write had ended.
 */
class FilePowerCutTest {
  private static final long SEED = 20_261_201;
  private static final int FILES = 5;
  private static final int BLOCKS = 24;
  private static final int BLOCK = 512;
  private static final int BIOS = 160;
  private static final Path FOLDER = Path.of("/db");

  /** The numbers that a block may contain. */
  private static final class History {
    private int durable;
    private int acknowledged;
    private int newest;
    private boolean busy;
  }

  /** One file and what is known about its blocks. */
  private static final class Tracked {
    private final FileHandle[] handles;
    private final History[] blocks = new History[BLOCKS];

    Tracked(FileHandle... handles) {
      this.handles = handles;
      for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = new History();
      }
    }

    /** Returns the numbers of the acknowledged writes of all blocks. */
    int[] acknowledged() {
      int[] numbers = new int[BLOCKS];
      for (int i = 0; i < BLOCKS; i++) {
        numbers[i] = blocks[i].acknowledged;
      }
      return numbers;
    }

    void durable(int[] numbers) {
      for (int i = 0; i < BLOCKS; i++) {
        blocks[i].durable = Math.max(blocks[i].durable, numbers[i]);
      }
    }
  }

  /** Totals over the runs of one configuration. */
  private static final class Totals {
    private int runs;
    private int lost;
    private int syncs;
  }

  private static final class Run {
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final BlockLayer layer;
    private final RequestQueue queue;
    private final Arena arena;
    private final List<Tracked> files = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private int inFlight;
    private int numbers;
    private int syncs;
    private boolean cut;

    Run(BlockLayer layer, RequestQueue queue, Arena arena) throws IOException {
      this.layer = layer;
      this.queue = queue;
      this.arena = arena;
      QueueFiles all = queue.files();
      for (int i = 0; i < FILES; i++) {
        Path path = FOLDER.resolve("file-" + i);
        FileHandle first = all.open(path, OpenMode.CREATE);
        // The first two files have a second handle, which shares their flushes.
        files.add(i < 2 ? new Tracked(first, all.open(path, OpenMode.WRITE)) : new Tracked(first));
      }
      all.syncFolder(FOLDER);
      for (int i = 0; i < 4; i++) {
        tasks.add(layer.tasks().newTask(TaskSpec.named("task-" + i).withStripe(i)));
      }
    }

    void submit() {
      Tracked file = files.get(random.nextInt(FILES));
      FileHandle handle = file.handles[random.nextInt(file.handles.length)];
      Bio bio = layer.newBio().task(tasks.get(random.nextInt(tasks.size())));
      int draw = random.nextInt(20);
      int flags =
          draw < 2
              ? BioFlags.FUA
              : draw == 2
                  ? BioFlags.PREFLUSH
                  : draw == 3 ? BioFlags.PREFLUSH | BioFlags.FUA : draw == 4 ? BioFlags.META : 0;
      if (draw >= 4 && draw < 8) {
        submitSync(file, bio.flush(handle).flags(flags));
      } else {
        submitWrite(file, handle, bio, flags);
      }
    }

    private void submitSync(Tracked file, Bio bio) {
      int[] before = file.acknowledged();
      inFlight++;
      queue.submit(
          bio.onEnd(same -> {
            ended(same);
            if (same.status() == BioStatus.OK) {
              syncs++;
              file.durable(before);
            }
          }));
    }

    private void submitWrite(Tracked file, FileHandle handle, Bio bio, int flags) {
      int blocks = 1 + random.nextInt(4);
      int first = random.nextInt(BLOCKS - blocks + 1);
      for (int i = first; i < first + blocks; i++) {
        if (file.blocks[i].busy) {
          return;
        }
      }
      int number = ++numbers;
      MemorySegment data = arena.allocate((long) blocks * BLOCK, BLOCK);
      for (int i = 0; i < blocks; i++) {
        data.set(ValueLayout.JAVA_INT, (long) i * BLOCK, number);
        data.set(ValueLayout.JAVA_INT, (long) i * BLOCK + BLOCK - 4, number);
        file.blocks[first + i].newest = number;
        file.blocks[first + i].busy = true;
      }
      int[] before = file.acknowledged();
      inFlight++;
      bio.write(handle, (long) first * BLOCK, data).flags(BioFlags.SYNC | flags);
      queue.submit(
          bio.onEnd(same -> {
            ended(same);
            boolean ok = same.status() == BioStatus.OK;
            if (ok && (flags & BioFlags.PREFLUSH) != 0) {
              file.durable(before);
            }
            for (int i = first; i < first + blocks; i++) {
              History block = file.blocks[i];
              block.busy = false;
              if (ok) {
                block.acknowledged = number;
                block.durable = (flags & BioFlags.FUA) != 0 ? number : block.durable;
              }
            }
          }));
    }

    private void ended(Bio bio) {
      inFlight--;
      cut |= bio.status() == BioStatus.OFFLINE;
      assertThat(bio.status()).isIn(BioStatus.OK, BioStatus.OFFLINE);
    }

    /** Compares the files with their histories; returns the number of blocks that lost a write. */
    int compare() {
      int lost = 0;
      for (Tracked file : files) {
        for (int i = 0; i < BLOCKS; i++) {
          MemorySegment back = arena.allocate(BLOCK, BLOCK);
          Bio read = layer.newBio().task(tasks.getFirst());
          read.read(file.handles[0], (long) i * BLOCK, back);
          assertThat(queue.submitAndWait(read)).isEqualTo(BioStatus.OK);
          int found = back.get(ValueLayout.JAVA_INT, 0);
          assertThat(back.get(ValueLayout.JAVA_INT, BLOCK - 4))
              .as("a whole block")
              .isEqualTo(found);
          History block = file.blocks[i];
          assertThat(found)
              .as("block %s of %s", i, file.handles[0])
              .isBetween(block.durable, block.newest);
          lost += found < block.acknowledged ? 1 : 0;
        }
      }
      return lost;
    }
  }

  /**
   * Performs one run.
   *
   * @param at number of the request at which the power is cut
   * @return whether the run had that many requests
   */
  private static boolean run(QueueConfig config, int at, Totals totals) {
    String what = "seed " + SEED + ", " + config + ", power cut at request " + at;
    List<String> defects = new ArrayList<>();
    boolean cut;
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer =
            BlockLayers.builder()
                .time(time)
                .seed(SEED + at)
                .stripes(4)
                .errors((where, defect) -> defects.add(where + ": " + defect))
                .build();
        Arena arena = Arena.ofShared();
        RequestQueue queue =
            layer.open(config.withDriverOption("faults", "powercut=1ms nth=" + at))) {
      Run run = new Run(layer, queue, arena);
      for (int bios = 0; ; ) {
        if (bios < BIOS && run.inFlight < 10 && !run.cut) {
          bios++;
          run.submit();
        } else if (!time.step()) {
          break;
        }
      }
      assertThat(run.inFlight).as("bios that never end").isZero();
      cut = run.cut;
      if (cut) {
        time.advanceTo(time.now() + 1_000_000);
        totals.lost += run.compare();
        totals.syncs += run.syncs;
        totals.runs++;
      }
      IdleQueueCheck.validate(queue, what);
      run.tasks.forEach(Task::exit);
      time.runDeferred();
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError(what, e);
    }
    assertThat(defects).as(what).isEmpty();
    return cut;
  }

  @ParameterizedTest
  @CsvSource({
    "none, 1, 1",
    "none, 4, 0",
    "mq-deadline, 1, 0",
    "mq-deadline, 4, 1",
    "bfq, 1, 1",
    "kyber, 4, 0"
  })
  void acknowledgedSyncsSurviveAPowerCutAtAnyRequest(String elevator, String queues, String fua) {
    QueueConfig config =
        QueueConfig.onDriver("memory")
            .withElevator(elevator)
            .withDriverOption("size", "8m")
            .withDriverOption("irqmode", "2")
            .withDriverOption("completion_nsec", "200us")
            .withDriverOption("volatile_cache", "1")
            .withDriverOption("fua", fua)
            .withDriverOption("submit_queues", queues)
            .withDriverOption("hw_queue_depth", "8");
    var totals = new Totals();
    for (int at = 1; run(config, at, totals); at++) {
      // Each run cuts the power one request later, until a run has no such request.
    }
    assertThat(totals.runs).as("runs").isGreaterThan(BIOS / 2);
    assertThat(totals.syncs).as("acknowledged syncs").isGreaterThan(totals.runs);
    assertThat(totals.lost).as("acknowledged writes that were lost without a sync").isPositive();
  }
}
