package io.elevator.integration.peer;

import static io.elevator.integration.peer.PeerWorld.figure;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import io.elevator.integration.scene.ScriptedDrive;
import io.elevator.integration.scene.UnreliableDrive;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Failures of the drive, and failures that the queue injects, without an elevator and with each
 * elevator.
 */
class PeerFaultsTest {
  private static final long MILLI = 1_000_000;

  /** Marks a test that runs without an elevator and with each elevator. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq", "fairway"})
  private @interface ForEach {}

  private final Map<BioStatus, Integer> ended = new EnumMap<>(BioStatus.class);

  private void count(Bio bio) {
    ended.merge(bio.status(), 1, Integer::sum);
  }

  private int endedInAll() {
    return ended.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The queue drops half of all completions, although the drive never fails. */
  @ForEach
  void biosOfCompletionsThatTheQueueDropsTimeOut(String elevator) {
    var drive = new ScriptedDrive(1, 64);
    try (PeerWorld world = new PeerWorld(4, drive)) {
      RequestQueue queue = world.open(elevator);
      queue.admin().setAttribute("io_timeout", "2000");
      queue.admin().setAttribute("fail_seed", "11");
      queue.admin().setAttribute("fail_io_timeout", "1,50,0,-1");
      queue.admin().setAttribute("io-timeout-fail", "1");
      for (int t = 0; t < 100; t++) {
        Task task = world.task("reader" + t, t % 4);
        for (int i = 0; i < 4; i++) {
          queue.submit(
              world
                  .read(task, (t * 4 + i) * 1000L, 8)
                  .onEnd(bio -> {
                    count(bio);
                    if (bio.status() == BioStatus.TIMEOUT) {
                      assertThat(bio.endedNanos() - bio.issuedNanos())
                          .as("not before its time")
                          .isGreaterThanOrEqualTo(1_999 * MILLI);
                    }
                  }));
        }
      }
      world.time.runUntil(() -> endedInAll() == 400);
      world.time.runAll();
      assertThat(ended).containsOnlyKeys(BioStatus.OK, BioStatus.TIMEOUT);
      assertThat(endedInAll()).isEqualTo(400);
      long lost = (Long) queue.metrics().statistics().values().get("made_to_time_out");
      assertThat(ended.get(BioStatus.TIMEOUT)).as("seed 11").isEqualTo((int) lost).isPositive();
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("0 0");
      queue.admin().setAttribute("io-timeout-fail", "0");
      queue.admin().setAttribute("make-it-fail", "1");
      queue.admin().setAttribute("fail_make_request", "1,50,0,-1");
      Task task = world.task("reader", 0);
      ended.clear();
      for (int i = 0; i < 400; i++) {
        queue.submit(world.read(task, i * 1000L, 8).onEnd(this::count));
      }
      world.time.runUntil(() -> endedInAll() == 400);
      assertThat(ended).containsOnlyKeys(BioStatus.OK, BioStatus.IOERR);
      assertThat(ended.get(BioStatus.IOERR)).as("seed 11").isBetween(140, 260);
    }
  }

  /**
   * Each requeue is counted once, each request is finished once, and no sector is read twice
   * because of a requeue.
   */
  @ForEach
  void requeuesAreCountedAndEachRequestEndsOnce(String elevator) {
    var drive = new UnreliableDrive(1, 32, 12);
    drive.givenBack = 100;
    drive.mostNanos = 50_000;
    int total = 500_000;
    int[] requeued = {0};
    int[] issued = {0};
    int[] completed = {0};
    int[] tagged = {0};
    int[] absorbed = {0};
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open("unreliable", elevator, "disk");
      queue
          .metrics()
          .addListener(
              new QueueListener() {
                @Override
                public void tagged(RequestView rq, long now) {
                  tagged[0]++;
                }

                @Override
                public void absorbed(RequestView rq, long now) {
                  absorbed[0]++;
                }

                @Override
                public void issued(RequestView rq, long now) {
                  issued[0]++;
                }

                @Override
                public void requeued(RequestView rq, long now) {
                  requeued[0]++;
                }

                @Override
                public void completed(RequestView rq, BioStatus status, long now) {
                  completed[0]++;
                }
              });
      Task task = world.task("reader", 0);
      int[] next = {0};
      Runnable[] more = new Runnable[1];
      more[0] =
          () -> {
            if (next[0] < total) {
              queue.submit(
                  world
                      .read(task, next[0]++ * 8L, 8)
                      .onEnd(bio -> {
                        count(bio);
                        more[0].run();
                      }));
            }
          };
      for (int i = 0; i < 64; i++) {
        more[0].run();
      }
      world.time.runUntil(() -> endedInAll() == total);
      world.time.runAll();
      assertThat(ended).containsExactly(Map.entry(BioStatus.OK, total));
      assertThat(requeued[0]).isEqualTo(drive.givenBackCount).isPositive();
      assertThat(completed[0]).isEqualTo(tagged[0] - absorbed[0]);
      assertThat(issued[0]).isEqualTo(completed[0] + requeued[0]);
      assertThat(figure(queue, "disk", "read_sectors")).isEqualTo(total * 8L);
    }
  }

  /**
   * With nothing in flight no completion can cause a retry, so only the queue's own timer retries.
   */
  @ForEach
  void idleDriveThatRefusesIsAskedEveryThreeMillis(String elevator) {
    var drive = new ScriptedDrive(1, 8);
    List<Long> asked = new ArrayList<>();
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      drive.answer =
          rq -> {
            asked.add(world.time.now());
            return asked.size() < 8 ? BioStatus.RESOURCE : BioStatus.OK;
          };
      Task task = world.task("reader", 0);
      queue.submit(world.read(task, 0, 8).onEnd(this::count));
      world.time.runUntil(() -> endedInAll() == 1);
      assertThat(ended).containsOnlyKeys(BioStatus.OK);
      assertThat(asked).hasSize(8);
      // After the first refusal the queue may retry at once, because the restart mark was not set.
      for (int i = 2; i < asked.size(); i++) {
        assertThat(asked.get(i) - asked.get(i - 1)).as("try %s", i).isEqualTo(3 * MILLI);
      }
    }
  }

  /**
   * A drive that is busy while requests are in flight is tried again as soon as it completes one.
   */
  @ForEach
  void busyDriveIsAskedAgainByItsCompletions(String elevator) {
    var drive = new ScriptedDrive(2, 8);
    drive.latency = rq -> 700_000;
    var random = new SplittableRandom(13);
    int[] refused = {0};
    drive.answer =
        rq -> {
          if (random.nextInt(3) != 0) {
            return BioStatus.OK;
          }
          refused[0]++;
          return drive.busy > 0 && random.nextBoolean()
              ? BioStatus.DEV_RESOURCE
              : BioStatus.RESOURCE;
        };
    try (PeerWorld world = new PeerWorld(4, drive)) {
      RequestQueue queue = world.open(elevator);
      int total = 3000;
      Task[] tasks = new Task[4];
      for (int t = 0; t < 4; t++) {
        tasks[t] = world.task("reader" + t, t);
      }
      for (int i = 0; i < total; i++) {
        int t = random.nextInt(4);
        queue.submit(world.read(tasks[t], random.nextInt(1 << 20) * 8L, 8).onEnd(this::count));
        if (i % 11 == 0) {
          world.pass(random.nextInt(9) * MILLI);
        }
      }
      world.time.runUntil(() -> endedInAll() == total);
      assertThat(ended).containsExactly(Map.entry(BioStatus.OK, total));
      assertThat(refused[0]).as("seed 13").isGreaterThan(300);
    }
  }

  /**
   * Bios go directly to the driver until the driver refuses one; bios that wait from then on merge.
   */
  @Test
  void withoutElevatorABusyDriveMakesTheSoftwareQueueMerge() {
    var drive = new ScriptedDrive(1, 64);
    long[] refusedUntil = {0};
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open("none");
      int[] inserted = {0};
      queue
          .metrics()
          .addListener(
              new QueueListener() {
                @Override
                public void inserted(RequestView rq, long now) {
                  inserted[0]++;
                }
              });
      Task task = world.task("stream", 0);
      for (int i = 0; i < 8; i++) {
        queue.submit(world.read(task, i * 128L, 128).onEnd(this::count));
      }
      assertThat(drive.given).as("each at once").hasSize(8);
      assertThat(inserted[0]).as("in no list").isZero();
      assertThat(figure(queue, "disk", "read_merges")).isZero();
      world.time.runUntil(() -> endedInAll() == 8);
      refusedUntil[0] = world.time.now() + 20 * MILLI;
      drive.answer = rq -> world.time.now() < refusedUntil[0] ? BioStatus.RESOURCE : BioStatus.OK;
      queue.submit(world.read(task, 1 << 20, 8).onEnd(this::count));
      world.pass(10 * MILLI);
      assertThat(figure(queue, "hctx0", "dispatch_busy")).isPositive();
      // With one hardware queue a synchronous bio goes to the software queue, too.
      for (int i = 0; i < 16; i++) {
        queue.submit(world.read(task, (2 << 20) + i * 128L, 128).onEnd(this::count));
      }
      assertThat(inserted[0]).isPositive();
      assertThat(figure(queue, "disk", "read_merges")).isEqualTo(15);
      int before = drive.given.size();
      world.time.runUntil(() -> endedInAll() == 8 + 1 + 16);
      assertThat(ended).containsOnlyKeys(BioStatus.OK);
      assertThat(drive.given.subList(before, drive.given.size()))
          .extracting(ScriptedDrive.Given::sectors)
          .contains(16 * 128);
      assertThat(figure(queue, "disk", "read_sectors")).isEqualTo(8 * 128 + 8 + 16 * 128);
    }
  }
}
