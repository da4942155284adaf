package io.elevator.integration.peer;

import static io.elevator.integration.peer.PeerWorld.figure;
import static io.elevator.integration.peer.PeerWorld.requests;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.api.Operation;
import io.elevator.api.Plug;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.ScriptedDrive;
import io.elevator.spi.driver.DriverFeature;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics, tags, merging, plugging and back-off, without an elevator and with each elevator. */
class PeerScenariosTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  /** Marks a test that runs without an elevator and with each elevator. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  private @interface ForEach {}

  private final List<BioStatus> ended = new ArrayList<>();

  /**
   * Returns the number of requests in flight, after checking that all attributes and figures that
   * show it agree.
   */
  private static String inFlight(RequestQueue queue) {
    String inFlight = LinuxFormat.inFlight(queue.metrics().inFlight());
    assertThat(queue.admin().attribute("inflight")).isEqualTo(inFlight);
    long sum = 0;
    for (String each : inFlight.split(" ", -1)) {
      sum += Long.parseLong(each);
    }
    assertThat(LinuxFormat.stat(queue.metrics().disk()).split(" ", -1)[8])
        .isEqualTo(Long.toString(sum));
    assertThat(queue.admin().attribute("stat").split(" ", -1)[8]).isEqualTo(Long.toString(sum));
    assertThat(figure(queue, "disk", "in_flight")).isEqualTo(sum);
    return inFlight + " of " + figure(queue, "disk", "queued");
  }

  @ForEach
  void inFlightCountersFollowTheRequestsInTheDrive(String elevator) {
    var drive = new ScriptedDrive(1, 8);
    drive.latency = rq -> 10 * SECOND;
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      Task task = world.task("task", 0);
      queue.submit(world.read(task, 0, 8));
      assertThat(inFlight(queue)).isEqualTo("1 0 of 1");
      assertThat(drive.busy).isEqualTo(1);
      queue.submit(world.write(task, 800, 8).flags(BioFlags.SYNC));
      world.pass(SECOND);
      assertThat(inFlight(queue)).isEqualTo("1 1 of 2");
      assertThat(drive.busy).isEqualTo(2);
      world.pass(12 * SECOND);
      assertThat(inFlight(queue)).isEqualTo("0 0 of 0");
      assertThat(figure(queue, "disk", "read_ios")).isEqualTo(1);
      assertThat(figure(queue, "disk", "write_ios")).isEqualTo(1);
    }
  }

  /** Returns the times of reads and writes in seconds, computed as {@code iostat} does. */
  private static String seconds(RequestQueue queue) {
    String[] stat = LinuxFormat.stat(queue.metrics().disk()).split(" ", -1);
    return Math.round(Long.parseLong(stat[3]) / 1e3)
        + "/"
        + Math.round(Long.parseLong(stat[7]) / 1e3);
  }

  @ForEach
  void ioTimesGrowByTheServiceTimeOfEachRequest(String elevator) {
    var drive = new ScriptedDrive(1, 8);
    drive.latency = rq -> SECOND;
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      Task task = world.task("task", 0);
      assertThat(seconds(queue)).isEqualTo("0/0");
      queue.submitAndWait(world.read(task, 0, 8));
      assertThat(seconds(queue)).isEqualTo("1/0");
      queue.submitAndWait(world.write(task, 0, 8).flags(BioFlags.SYNC));
      assertThat(seconds(queue)).isEqualTo("1/1");
      // The bios belong to different tasks, so that no elevator delays one of them for the other.
      queue.submit(world.read(world.task("reader", 0), 1000, 8));
      queue.submit(world.write(world.task("writer", 0), 2000, 8).flags(BioFlags.SYNC));
      queue.submit(world.write(world.task("other", 0), 3000, 8).flags(BioFlags.SYNC));
      world.pass(6 * SECOND);
      assertThat(figure(queue, "disk", "read_ios")).isEqualTo(2);
      assertThat(figure(queue, "disk", "write_ios")).isEqualTo(3);
      if (elevator.equals("bfq")) {
        // The elevator serves one task at a time. The time for which it delays the other tasks is
        // counted.
        assertThat(figure(queue, "disk", "write_nanos")).isGreaterThanOrEqualTo(3 * SECOND);
      } else {
        assertThat(seconds(queue)).isEqualTo("2/3");
      }
    }
  }

  /** Performs a number of requests, one after another. */
  private final class Stream {
    private final PeerWorld world;
    private final RequestQueue queue;
    private final Task task;
    private final boolean write;
    private long nanos;
    private int left;

    Stream(PeerWorld world, RequestQueue queue, boolean write, int count) {
      this.world = world;
      this.queue = queue;
      this.task = world.task("stream", 0);
      this.write = write;
      this.left = count;
    }

    void next() {
      left--;
      long sector = left * 64L;
      var bio =
          write ? world.write(task, sector, 8).flags(BioFlags.SYNC) : world.read(task, sector, 8);
      long start = world.time.now();
      queue.submit(
          bio.onEnd(b -> {
            ended.add(b.status());
            nanos += world.time.now() - start;
            if (left > 0) {
              next();
            }
          }));
    }
  }

  @ForEach
  void timesOfRequestsShorterThanATickAddUp(String elevator) {
    var drive = new ScriptedDrive(1, 8);
    drive.latency = rq -> 500_000;
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      var reads = new Stream(world, queue, false, 1500);
      var writes = new Stream(world, queue, true, 1500);
      long begin = world.time.now();
      reads.next();
      world.time.runUntil(() -> ended.size() == 1500);
      writes.next();
      world.time.runUntil(() -> ended.size() == 3000);
      List<Stream> together =
          List.of(
              new Stream(world, queue, false, 1500),
              new Stream(world, queue, true, 1800),
              new Stream(world, queue, true, 1800));
      together.forEach(Stream::next);
      world.time.runUntil(() -> ended.size() == 3000 + 1500 + 3600);
      long wall = world.time.now() - begin;
      assertThat(ended).containsOnly(BioStatus.OK);
      assertThat(figure(queue, "disk", "read_ios")).isEqualTo(3000);
      assertThat(figure(queue, "disk", "write_ios")).isEqualTo(1500 + 3600);
      assertThat(figure(queue, "disk", "read_nanos"))
          .isEqualTo(reads.nanos + together.get(0).nanos);
      assertThat(figure(queue, "disk", "write_nanos"))
          .isEqualTo(writes.nanos + together.get(1).nanos + together.get(2).nanos);
      assertThat(reads.nanos).isGreaterThanOrEqualTo(750 * MILLI);
      assertThat(writes.nanos).isGreaterThanOrEqualTo(750 * MILLI);
      assertThat(figure(queue, "disk", "io_ticks"))
          .isBetween(wall / MILLI * 98 / 100, wall / MILLI + 1);
    }
  }

  @ForEach
  void oneDriverTagForEachHardwareQueueServesAllBios(String elevator) {
    for (int flushEvery : new int[] {0, 7}) {
      ended.clear();
      var drive = new ScriptedDrive(4, 1).with(DriverFeature.VOLATILE_CACHE);
      drive.latency = rq -> 2 * MILLI;
      try (PeerWorld world = new PeerWorld(4, drive)) {
        RequestQueue queue = world.open(elevator);
        var random = new SplittableRandom(18);
        int bios = 4 * 256;
        for (int i = 0; i < bios; i++) {
          Task task = world.task("task" + i, i % 4);
          long sector = random.nextLong(1 << 20) * 8;
          var bio =
              flushEvery != 0 && i % flushEvery == 0
                  ? world.write(task, sector, 8).flags(BioFlags.PREFLUSH | BioFlags.FUA)
                  : world.read(task, sector, 8);
          queue.submit(bio.onEnd(b -> ended.add(b.status())));
        }
        world.time.runUntil(() -> ended.size() == bios);
        assertThat(ended).as("flush every %s", flushEvery).hasSize(bios).containsOnly(BioStatus.OK);
        assertThat(drive.mostBusy).isBetween(2, 4);
        assertThat(drive.given.stream().anyMatch(each -> each.operation() == Operation.FLUSH))
            .isEqualTo(flushEvery != 0);
      }
    }
  }

  /**
   * A bio fills the gap between two requests: an elevator with a sorted queue makes one request of
   * all three.
   */
  @ForEach
  void sortedElevatorJoinsTwoRequestsThroughTheBioBetweenThem(String elevator) {
    var drive = new ScriptedDrive(1, 8);
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      Task task = world.task("task", 0);
      queue.admin().stop(0);
      for (long sector : new long[] {0, 16, 8}) {
        queue.submit(
            world.write(task, sector, 8).flags(BioFlags.SYNC).onEnd(b -> ended.add(b.status())));
      }
      boolean unites = elevator.equals("mq-deadline") || elevator.equals("bfq");
      // An elevator with a plain list merges bios into requests, but never two requests with each
      // other.
      assertThat(requests(queue, 0)).as("one is freed").isEqualTo(unites ? 1 : 2);
      assertThat(figure(queue, "disk", "write_merges")).isEqualTo(unites ? 2 : 1);
      assertThat(figure(queue, "disk", "queued")).isEqualTo(unites ? 1 : 2);
      queue.admin().start(0);
      world.time.runUntil(() -> ended.size() == 3);
      assertThat(ended).hasSize(3).containsOnly(BioStatus.OK);
      assertThat(figure(queue, "disk", "write_ios")).isEqualTo(unites ? 1 : 2);
      assertThat(figure(queue, "disk", "write_sectors")).isEqualTo(24);
      if (unites) {
        assertThat(drive.given)
            .containsExactly(new ScriptedDrive.Given(Operation.WRITE, 0, 24, 0, true));
      } else {
        assertThat(drive.given.stream().mapToInt(ScriptedDrive.Given::sectors).sum()).isEqualTo(24);
      }
    }
  }

  /**
   * An elevator's shallow depth limits the tags used in each word of the bitmap. The other tags are
   * reserved for other requests.
   */
  @ForEach
  void shallowDepthLimitsEachWordOfTheTagBitmap(String elevator) {
    var drive = new ScriptedDrive(1, elevator.equals("none") ? 64 : 32);
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("64");
      int perWord =
          switch (elevator) {
            case "mq-deadline" ->
                3; // Kyber lets asynchronous requests use three quarters of the 16 tags of a word.
            case "kyber" -> 12;
            case "bfq" -> 8;
            default -> 16;
          };
      if (elevator.equals("bfq")) {
        // While a BFQ queue is raised, fewer tags are for asynchronous requests, so raising is
        // switched off.
        queue.admin().setElevatorAttribute("low_latency", "0");
      }
      if (elevator.equals("mq-deadline")) {
        queue.admin().setElevatorAttribute("async_depth", "12");
      }
      queue.admin().stop(0);
      Task writer = world.task("writer", 0);
      Task reader = world.task("reader", 0);
      for (int i = 0; i < 100; i++) {
        queue.submit(world.write(writer, i * 64L, 8).onEnd(b -> ended.add(b.status())));
      }
      assertThat(requests(queue, 0)).as("asynchronous").isEqualTo(4L * perWord);
      for (int i = 0; i < 100; i++) {
        queue.submit(world.read(reader, 100_000 + i * 64L, 8).onEnd(b -> ended.add(b.status())));
      }
      assertThat(requests(queue, 0)).as("with synchronous ones").isEqualTo(64);
      queue.admin().start(0);
      world.time.runUntil(() -> ended.size() == 200);
      assertThat(ended).hasSize(200).containsOnly(BioStatus.OK);
    }
  }

  @ForEach
  void plugIsFlushedWhenFullByALongBioAndByAWait(String elevator) {
    var drive = new ScriptedDrive(1, 128);
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      RequestQueue other = world.open(elevator);
      Task task = world.task("task", 0);
      try (Plug plug = world.layer.plug()) {
        for (int i = 0; i < 40; i++) {
          queue.submit(world.read(task, i * 64L, 8), plug);
          assertThat(plug.size()).as("after %s", i + 1).isEqualTo(i < 32 ? i + 1 : i - 31);
        }
        plug.flush();
        // The large bio stays in the plug until the next bio flushes it.
        queue.submit(world.read(task, 100_000, 256), plug);
        assertThat(plug.size()).isEqualTo(1);
        int before = drive.given.size();
        queue.submit(world.read(task, 200_000, 8), plug);
        assertThat(plug.size()).isEqualTo(1);
        try (Plug nested = world.layer.plug()) {
          queue.submit(world.read(task, 300_000, 8), nested);
        }
        assertThat(plug.size()).as("a nested close does nothing").isEqualTo(2);
        queue.submitAndWait(world.read(task, 400_000, 8));
        assertThat(plug.size()).as("waiting flushes").isZero();
        assertThat(drive.given.size()).isGreaterThan(before);
        for (int i = 0; i < 70; i++) {
          (i % 2 == 0 ? queue : other).submit(world.read(task, 500_000 + i * 64L, 8), plug);
          assertThat(plug.size()).as("of two queues").isEqualTo(i < 64 ? i + 1 : i - 63);
        }
      }
      world.pass(10 * SECOND);
      assertThat(drive.given).hasSize(40 + 1 + 1 + 1 + 1 + 70);
    }
  }

  @ForEach
  void dispatchBusyRisesWithRefusalsAndFallsWithSuccesses(String elevator) {
    var drive = new ScriptedDrive(1, 64);
    List<Long> averages = new ArrayList<>();
    try (PeerWorld world = new PeerWorld(1, drive)) {
      RequestQueue queue = world.open(elevator);
      Task task = world.task("task", 0);
      long refusedUntil = world.time.now() + 30 * MILLI;
      drive.latency = rq -> 100_000;
      drive.answer =
          rq -> {
            long average = figure(queue, "hctx0", "dispatch_busy");
            if (averages.isEmpty() || averages.getLast() != average) {
              averages.add(average);
            }
            return world.time.now() < refusedUntil ? BioStatus.RESOURCE : BioStatus.OK;
          };
      // The drive refuses the first request, which then waits in the dispatch list; the elevator is
      // not called meanwhile.
      queue.submit(world.read(task, 0, 8).onEnd(b -> ended.add(b.status())));
      for (int i = 1; i < 40; i++) {
        queue.submit(world.read(task, i * 64L, 8).onEnd(b -> ended.add(b.status())));
      }
      world.time.runUntil(() -> ended.size() == 40);
      assertThat(ended).hasSize(40).containsOnly(BioStatus.OK);
      assertThat(averages.subList(0, 9)).containsExactly(0L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
      assertThat(averages.subList(9, averages.size()))
          .containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L, 0L);
      List<ScriptedDrive.Given> taken =
          drive.given.subList(drive.given.size() - 40, drive.given.size());
      // While the drive is busy, requests are passed one at a time; afterwards the elevator's
      // remaining requests are passed together.
      assertThat(taken.subList(0, 8)).allMatch(ScriptedDrive.Given::last);
      if (!elevator.equals("none")) {
        assertThat(taken.subList(8, 40)).anyMatch(each -> !each.last());
      }
    }
  }
}
