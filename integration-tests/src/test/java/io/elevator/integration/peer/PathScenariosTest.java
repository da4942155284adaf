package io.elevator.integration.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueLimits;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.integration.scene.ScriptedDrive;
import io.elevator.integration.scene.UnreliableDrive;
import io.elevator.integration.scene.VirtualLayer;
import io.elevator.spi.driver.DriverFeature;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios in virtual time, each run with every elevator that it applies to. */
class PathScenariosTest {
  private final Map<BioStatus, Integer> ended = new EnumMap<>(BioStatus.class);

  /** Stores logged messages. */
  private static final class LogHandler extends Handler {
    private final List<String> messages;

    LogHandler(List<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord event) {
      messages.add(event.getMessage());
    }

    @Override
    public void flush() {
      // This handler does not buffer messages, so there is nothing to flush.
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  private void count(Bio bio) {
    ended.merge(bio.status(), 1, Integer::sum);
  }

  private static QueueConfig configOn(String driver, String elevator) {
    return QueueConfig.onDriver(driver).withElevator(elevator).withStripes(4);
  }

  private static void finish(VirtualLayer layer) {
    layer.time.runAll();
  }

  /** The device receives exactly the discards that were requested, in pieces that it accepts. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void discardsOfManySizesReachTheDeviceInPiecesItAccepts(String elevator) {
    int[][] shapes = {
      // granularity and alignment in bytes, limit in sectors
      {512, 0, 1},
      {512, 0, 8388607},
      {4096, 0, 8},
      {4096, 512, 64},
      {65536, 0, 8192},
      {65536, 4096, 1000},
      {1 << 20, 0, 8388607},
      {1 << 20, 524288, 4096}
    };
    for (int[] shape : shapes) {
      QueueLimits limits =
          QueueLimits.builder()
              .discardGranularity(shape[0], shape[1])
              .maxDiscardSectors(shape[2])
              .build();
      long granularity = shape[0] >> 9;
      long alignment = (shape[1] >> 9) % granularity;
      long capacity = shape[2] == 1 ? 1000 : shape[2] < 1000 ? 1L << 18 : 1L << 24;
      var drive = new RecordingDrive(limits, capacity, 64);
      try (var layer = new VirtualLayer(drive, 4);
          RequestQueue queue = layer.open(configOn("recording", elevator))) {
        Task task = layer.task("discards", 0);
        var random = new SplittableRandom(3);
        for (int i = 0; i < 20; i++) {
          drive.given.clear();
          long start = i == 0 ? 0 : random.nextLong(capacity);
          long length =
              i == 0 ? capacity : 1 + random.nextLong(Math.min(1 << 16, capacity - start));
          queue.submit(layer.bio(task).discard(512L * start, 512L * length).onEnd(this::count));
          finish(layer);
          String as = elevator + " " + List.of(shape[0], shape[1], shape[2]) + " seed 3, " + start;
          drive.given.sort(java.util.Comparator.comparingLong(RecordingDrive.Given::sector));
          long next = start;
          for (RecordingDrive.Given piece : drive.given) {
            assertThat(piece.sector()).as(as).isEqualTo(next);
            assertThat(piece.sectors()).as(as).isBetween(1L, (long) shape[2]);
            if (piece.sector() != start && shape[2] >= 2 * granularity) {
              assertThat((piece.sector() - alignment) % granularity).as(as).isZero();
            }
            next += piece.sectors();
          }
          assertThat(next).as(as).isEqualTo(start + length);
        }
      }
    }
    assertThat(ended).containsOnlyKeys(BioStatus.OK);
  }

  /** A write that was acknowledged before a flush was submitted is durable when the flush ends. */
  @ParameterizedTest(name = "{0}, FUA {1}")
  @CsvSource({
    "none, true", "mq-deadline, true", "kyber, true", "bfq, true",
    "none, false", "mq-deadline, false", "kyber, false", "bfq, false"
  })
  void acknowledgedWritesAreDurableAfterAFlush(String elevator, boolean fua) {
    var drive =
        fua
            ? new RecordingDrive(
                QueueLimits.builder().build(),
                1L << 24,
                8,
                DriverFeature.VOLATILE_CACHE,
                DriverFeature.FUA)
            : new RecordingDrive(
                QueueLimits.builder().build(), 1L << 24, 8, DriverFeature.VOLATILE_CACHE);
    int[] asked = {0};
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("recording", elevator))) {
      for (int t = 0; t < 6; t++) {
        Task task = layer.task("writer" + t, t % 4);
        writeAndFlush(layer, queue, task, drive, t * 100_000L, 60, asked);
      }
      finish(layer);
    }
    assertThat(drive.count(Operation.FLUSH)).isBetween(1L, (long) asked[0]);
    assertThat(drive.mostFlushes).as("one at a time").isEqualTo(1);
    assertThat(ended).containsOnlyKeys(BioStatus.OK);
  }

  private void writeAndFlush(
      VirtualLayer layer,
      RequestQueue queue,
      Task task,
      RecordingDrive drive,
      long sector,
      int left,
      int[] asked) {
    if (left == 0) {
      return;
    }
    boolean force = left % 3 == 0;
    Bio write = layer.bio(task).write(512L * sector, layer.memory, 0, 512);
    if (force) {
      asked[0] += 2;
      write.flags(BioFlags.PREFLUSH | BioFlags.FUA);
    } else {
      write.flags(BioFlags.SYNC);
    }
    queue.submit(
        write.onEnd(bio -> {
          count(bio);
          if (force) {
            assertThat(drive.durable).as("forced").contains(sector);
            writeAndFlush(layer, queue, task, drive, sector + 8, left - 1, asked);
            return;
          }
          asked[0]++;
          queue.submit(
              layer
                  .bio(task)
                  .flush()
                  .onEnd(flush -> {
                    count(flush);
                    assertThat(drive.durable).as("flushed").contains(sector);
                    writeAndFlush(layer, queue, task, drive, sector + 8, left - 1, asked);
                  }));
        }));
  }

  /** Tasks on all stripes are created, submit bios and exit. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void taskCreationAndExitOnAllStripesLoseNoBio(String elevator) {
    var drive = new UnreliableDrive(2, 4, 7);
    try (var layer = new VirtualLayer(drive, 8);
        RequestQueue queue =
            layer.open(QueueConfig.onDriver("unreliable").withElevator(elevator).withStripes(8))) {
      var random = new SplittableRandom(7);
      for (int round = 0; round < 100; round++) {
        Task task = layer.task("mover" + round, random.nextInt(8));
        for (int i = 0; i < 10; i++) {
          queue.submit(
              layer
                  .bio(task)
                  .read(512L * (random.nextInt(1 << 20) * 8L), layer.memory, 0, 4096)
                  .onEnd(this::count));
        }
        layer.pass(random.nextInt(3) / 1000.0);
      }
      finish(layer);
      assertThat(ended).containsExactly(Map.entry(BioStatus.OK, 1000));
    }
  }

  /** Discarded sectors read as the device specifies, and all other sectors are unchanged. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void discardsLeaveOtherSectorsUnchanged(String elevator) {
    try (var layer = new VirtualLayer(null, 4);
        RequestQueue queue =
            layer.open(
                configOn("memory", elevator)
                    .withDriverOption("size", "1m")
                    .withDriverOption("irqmode", "2")
                    .withDriverOption("discard", "1"))) {
      Task task = layer.task("writer", 0);
      MemorySegment data = layer.memory.asSlice(0, 1 << 16);
      for (int i = 0; i < data.byteSize(); i++) {
        data.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + 1));
      }
      assertThat(queue.submitAndWait(layer.bio(task).write(0, data))).isEqualTo(BioStatus.OK);
      assertThat(queue.submitAndWait(layer.bio(task).discard(512L * 16, 512L * 40)))
          .isEqualTo(BioStatus.OK);
      MemorySegment read = layer.memory.asSlice(1 << 17, 1 << 16);
      assertThat(queue.submitAndWait(layer.bio(task).read(0, read))).isEqualTo(BioStatus.OK);
      MemorySegment zeroes = layer.memory.asSlice(1 << 18, 40 * 512).fill((byte) 0);
      assertThat(read.asSlice(0, 16 * 512).mismatch(data.asSlice(0, 16 * 512))).isEqualTo(-1);
      assertThat(read.asSlice(16 * 512, 40 * 512).mismatch(zeroes)).isEqualTo(-1);
      assertThat(read.asSlice(56 * 512).mismatch(data.asSlice(56 * 512))).isEqualTo(-1);
    }
  }

  /** A read-only device serves reads and refuses everything else. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void readOnlyDeviceRefusesEverythingButReads(String elevator) {
    try (var layer = new VirtualLayer(null, 4);
        RequestQueue queue =
            layer.open(
                configOn("memory", elevator)
                    .withDriverOption("size", "1m")
                    .withDriverOption("readonly", "1"))) {
      Task task = layer.task("writer", 0);
      assertThat(queue.submitAndWait(layer.bio(task).read(0, layer.memory, 0, 4096)))
          .isEqualTo(BioStatus.OK);
      List<String> logged = new ArrayList<>();
      Handler handler = new LogHandler(logged);
      Logger logger = Logger.getLogger("io.elevator.core.queue");
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
      try {
        for (int i = 0; i < 3; i++) {
          Bio write = layer.bio(task).write(0, layer.memory, 0, 4096);
          assertThat(queue.submitAndWait(write).isError()).isTrue();
        }
      } finally {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
      }
      assertThat(logged).as("once").hasSize(1);
      assertThat(logged.getFirst()).contains("read-only");
    }
  }

  /** The drive never answers half of the requests. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void bioOfAnUnansweredRequestTimesOut(String elevator) {
    var drive = new UnreliableDrive(1, 64, 11);
    drive.forgotten = 500;
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("unreliable", elevator))) {
      queue.admin().setAttribute("io_timeout", "2000");
      for (int t = 0; t < 100; t++) {
        Task task = layer.task("reader" + t, t % 4);
        for (int i = 0; i < 4; i++) {
          queue.submit(
              layer
                  .bio(task)
                  .read(512L * ((t * 4 + i) * 1000L), layer.memory, 0, 4096)
                  .onEnd(bio -> {
                    count(bio);
                    if (bio.status() == BioStatus.TIMEOUT) {
                      assertThat(bio.endedNanos() - bio.issuedNanos())
                          .as("not before its time")
                          .isGreaterThanOrEqualTo(1_999_000_000L);
                    }
                  }));
        }
      }
      finish(layer);
    }
    assertThat(ended).containsOnlyKeys(BioStatus.OK, BioStatus.TIMEOUT);
    assertThat(ended.get(BioStatus.OK) + ended.get(BioStatus.TIMEOUT)).isEqualTo(400);
    assertThat(ended.get(BioStatus.TIMEOUT)).isEqualTo(drive.timeOuts).isPositive();
  }

  /** The driver gives one request in ten back to the queue. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void requeuedRequestsEndOnce(String elevator) {
    var drive = new UnreliableDrive(1, 32, 12);
    drive.givenBack = 100;
    drive.mostNanos = 50_000;
    int total = 20_000;
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("unreliable", elevator))) {
      Task task = layer.task("reader", 0);
      long[] next = {0};
      for (int i = 0; i < 64; i++) {
        readOn(layer, queue, task, next, total);
      }
      finish(layer);
    }
    assertThat(ended).containsExactly(Map.entry(BioStatus.OK, total));
    assertThat(drive.givenBackCount).isGreaterThan(1000);
  }

  private void readOn(VirtualLayer layer, RequestQueue queue, Task task, long[] next, int total) {
    if (next[0] < total) {
      queue.submit(
          layer
              .bio(task)
              .read(512L * (next[0]++ * 8), layer.memory, 0, 4096)
              .onEnd(bio -> {
                count(bio);
                readOn(layer, queue, task, next, total);
              }));
    }
  }

  /** The driver answers busy at random, even while no request is in flight. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"none", "mq-deadline", "kyber", "bfq"})
  void busyAnswersDelayRequestsButLoseNone(String elevator) {
    var drive = new UnreliableDrive(2, 8, 13);
    drive.refused = 400;
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("unreliable", elevator))) {
      List<Task> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        tasks.add(layer.task("reader" + t, t));
      }
      var random = new SplittableRandom(13);
      for (int i = 0; i < 3000; i++) {
        Task task = tasks.get(random.nextInt(4));
        queue.submit(
            layer
                .bio(task)
                .read(512L * (random.nextInt(1 << 20) * 8L), layer.memory, 0, 4096)
                .onEnd(this::count));
        if (i % 7 == 0) {
          layer.pass(random.nextInt(20) / 1000.0);
        }
      }
      finish(layer);
    }
    assertThat(ended).containsExactly(Map.entry(BioStatus.OK, 3000));
    assertThat(drive.refusedCount).isGreaterThan(300);
  }

  /**
   * Without an elevator, each bio goes to the driver as its own request; bios merge only while the
   * driver is busy.
   */
  @Test
  void withoutElevatorBiosReachAnIdleDriverUnmerged() {
    var drive = new RecordingDrive(QueueLimits.builder().build(), 1L << 24, 1);
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("recording", "none"))) {
      Task task = layer.task("stream", 0);
      for (int i = 0; i < 20; i++) {
        boolean write = i >= 10;
        Bio bio = layer.bio(task);
        if (write) {
          bio.write(512L * (i * 128L), layer.memory, 0, 65536);
        } else {
          bio.read(512L * (i * 128L), layer.memory, 0, 65536);
        }
        assertThat(queue.submitAndWait(bio)).isEqualTo(BioStatus.OK);
      }
      assertThat(drive.given).hasSize(20).allMatch(each -> each.sectors() == 128);
    }
  }

  /**
   * Without an elevator and while the driver is busy, bios merge with requests in the software
   * queue.
   */
  @Test
  void withoutElevatorBiosMergeWhileTheDriverIsBusy() {
    var drive = new ScriptedDrive(1, 16);
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("scripted", "none"))) {
      Task task = layer.task("stream", 0);
      drive.answer = rq -> BioStatus.RESOURCE;
      queue.submit(layer.bio(task).read(0, layer.memory, 0, 65536).onEnd(this::count));
      for (int i = 0; i < 10; i++) {
        Bio bio = layer.bio(task).read(512L * (10_000 + i * 128L), layer.memory, 0, 65536);
        queue.submit(bio.onEnd(this::count));
      }
      assertThat(PeerWorld.figure(queue, "hctx0", "software")).isEqualTo(1);
      assertThat(PeerWorld.figure(queue, "disk", "read_merges")).isEqualTo(9);
      drive.answer = rq -> BioStatus.OK;
      finish(layer);
      assertThat(PeerWorld.figure(queue, "disk", "read_ios")).isEqualTo(2);
      assertThat(ended).containsExactly(Map.entry(BioStatus.OK, 11));
      assertThat(drive.given.getLast().sectors()).isEqualTo(1280);
    }
  }

  /** A discard of more than two tebibytes, which does not fit into one request. */
  @Test
  void discardOfMoreThanTwoTebibytesReachesTheDriveWhole() {
    long capacity = (2L << 40 >> 9) + 4096;
    QueueLimits limits =
        QueueLimits.builder()
            .logicalBlockSize(4096)
            .physicalBlockSize(4096)
            .discardGranularity(4096, 0)
            .maxDiscardSectors(QueueLimits.MOST_SECTORS)
            .build();
    var drive = new RecordingDrive(limits, capacity, 64);
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("recording", "mq-deadline"))) {
      Task task = layer.task("discards", 0);
      assertThat(queue.submitAndWait(layer.bio(task).discard(0, 512L * capacity)))
          .isEqualTo(BioStatus.OK);
    }
    assertThat(drive.given).allMatch(each -> each.sectors() % 8 == 0 && each.sectors() > 0);
    assertThat(drive.given.stream().mapToLong(RecordingDrive.Given::sectors).sum())
        .isEqualTo(capacity);
  }

  /** Devices of every kind are closed while they are under load. */
  @Test
  void everyBioOfAQueueClosedUnderLoadEndsOnce() {
    String[] elevators = {"none", "mq-deadline", "kyber", "bfq"};
    try (var layer = new VirtualLayer(null, 4)) {
      List<RequestQueue> queues = new ArrayList<>();
      int[] submitted = {0};
      for (int i = 0; i < 20; i++) {
        RequestQueue queue =
            layer.open(
                configOn("memory", elevators[i % 4])
                    .withDriverOption("size", "16m")
                    .withDriverOption("irqmode", "2")
                    .withDriverOption("completion_nsec", "200000")
                    .withDriverOption("hw_queue_depth", Integer.toString(i + 1)));
        queues.add(queue);
        for (int job = 0; job < 4; job++) {
          Task task = layer.task("job" + i + "-" + job, job);
          var random = new SplittableRandom(23 + i * 4L + job);
          for (int n = 0; n < 64; n++) {
            readUntilGone(layer, queue, task, random, submitted);
          }
        }
      }
      layer.pass(0.02);
      for (RequestQueue queue : queues) {
        queue.close();
      }
      finish(layer);
      assertThat(ended).containsOnlyKeys(BioStatus.OK, BioStatus.IOERR);
      assertThat(ended.get(BioStatus.OK) + ended.get(BioStatus.IOERR)).isEqualTo(submitted[0]);
      assertThat(ended.get(BioStatus.IOERR)).as("each job hears of it").isGreaterThanOrEqualTo(80);
    }
  }

  private void readUntilGone(
      VirtualLayer layer, RequestQueue queue, Task task, SplittableRandom random, int[] submitted) {
    submitted[0]++;
    queue.submit(
        layer
            .bio(task)
            .read(512L * (random.nextInt(4096) * 8L), layer.memory, 0, 4096)
            .onEnd(bio -> {
              count(bio);
              if (bio.status() == BioStatus.OK) {
                readUntilGone(layer, queue, task, random, submitted);
              }
            }));
  }

  /** Bios with segments of unusual sizes, on devices with narrow limits. */
  @ParameterizedTest(name = "{0}, virtual boundary {1}")
  @CsvSource({
    "none, 0", "mq-deadline, 0", "kyber, 0", "bfq, 0",
    "none, 4095", "mq-deadline, 4095", "kyber, 4095", "bfq, 4095"
  })
  void biosWithUnusualSegmentsKeepNarrowLimits(String elevator, long boundary) {
    QueueLimits.Builder builder =
        QueueLimits.builder().maxSegments(4).maxSectors(64).chunkSectors(128);
    if (boundary != 0) {
      builder.virtBoundaryMask(boundary);
    }
    QueueLimits limits = builder.build();
    var drive = new RecordingDrive(limits, 1L << 20, 4);
    int total = 400;
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("recording", elevator))) {
      Task task = layer.task("odd", 0);
      assertThatThrownBy(() -> queue.submit(layer.bio(task).read(0, layer.memory, 0, 700)))
          .isInstanceOf(IllegalArgumentException.class);
      var random = new SplittableRandom(30);
      long next = 0;
      for (int i = 0; i < total; i++) {
        List<MemorySegment> parts = new ArrayList<>();
        long bytes = 0;
        int count = 1 + random.nextInt(6);
        for (int p = 0; p < count; p++) {
          // With a virtual boundary, every segment is whole pages, except the last.
          long start = boundary == 0 ? random.nextInt(64) * 512L : 0;
          long length =
              boundary == 0
                  ? (1 + random.nextInt(20)) * 512L
                  : p == count - 1 ? (1 + random.nextInt(8)) * 512L : 4096;
          parts.add(layer.memory.asSlice((long) p * 65536 + start, length));
          bytes += length;
        }
        next = random.nextBoolean() ? next : random.nextInt(1 << 12) * 8L;
        MemorySegment[] vector = parts.toArray(MemorySegment[]::new);
        Bio bio = layer.bio(task);
        if (random.nextBoolean()) {
          bio.read(512L * next, vector);
        } else {
          bio.write(512L * next, vector).flags(BioFlags.SYNC);
        }
        queue.submit(bio.onEnd(this::count));
        next += bytes >> 9;
      }
      finish(layer);
    }
    assertThat(ended).containsExactly(Map.entry(BioStatus.OK, total));
    assertThat(drive.given)
        .allSatisfy(each -> {
          assertThat(each.segments()).isBetween(1, 4);
          assertThat(each.sectors()).isBetween(1L, 64L);
          assertThat(each.sector() / 128).isEqualTo((each.sector() + each.sectors() - 1) / 128);
        });
  }

  /** Discards that are submitted in a plug, to devices that accept one range or several. */
  @ParameterizedTest(name = "{0}, {1} ranges")
  @CsvSource({
    "none, 1",
    "mq-deadline, 1",
    "kyber, 1",
    "bfq, 1",
    "none, 4",
    "mq-deadline, 4",
    "kyber, 4",
    "bfq, 4",
    "none, 256",
    "mq-deadline, 256",
    "kyber, 256",
    "bfq, 256"
  })
  void discardsOfAPlugMergeAsTheDeviceAllows(String elevator, int ranges) {
    QueueLimits limits =
        QueueLimits.builder().maxDiscardSectors(4096).maxDiscardSegments(ranges).build();
    var drive = new RecordingDrive(limits, 1L << 24, 2);
    try (var layer = new VirtualLayer(drive, 4);
        RequestQueue queue = layer.open(configOn("recording", elevator))) {
      Task task = layer.task("discards", 0);
      var random = new SplittableRandom(31);
      int total = 0;
      for (int burst = 0; burst < 30; burst++) {
        try (var plug = layer.plug()) {
          for (int i = 0; i < 20; i++) {
            long sector =
                switch (burst % 3) {
                  case 0 -> burst * 10_000L + i * 8L;
                  case 1 -> random.nextInt(1 << 20) * 8L;
                  default -> burst * 10_000L + i * 4L;
                };
            queue.submit(layer.bio(task).discard(512L * sector, 512L * 8).onEnd(this::count), plug);
            total++;
          }
        }
      }
      finish(layer);
      assertThat(ended).containsExactly(Map.entry(BioStatus.OK, total));
    }
    assertThat(drive.given)
        .allSatisfy(each -> {
          assertThat(each.sectors()).isLessThanOrEqualTo(4096);
          if (ranges > 1) {
            assertThat(each.bios()).isLessThanOrEqualTo(ranges);
          }
        });
    assertThat(drive.given.size()).as("fewer than there were").isLessThan(600);
  }
}
