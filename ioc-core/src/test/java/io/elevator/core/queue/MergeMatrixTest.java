package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.driver.DriverFeature;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two adjacent bios that differ in one property: in both orders, in each place where bios can
 * merge, at each setting of {@code nomerges}. They must merge exactly when the rules allow it.
 */
class MergeMatrixTest {
  /** Where the first bio is when the second bio is submitted. */
  enum Meeting {
    PLUG,
    SOFTWARE_QUEUE,
    ELEVATOR
  }

  /**
   * The property in which the two bios differ, or the limit that both together exceed; and whether
   * the second bio may merge behind the first one, and before it.
   */
  enum Pair {
    ALIKE(true, true),
    OPERATION(false, false),
    PRIORITY(false, false),
    SYNC(true, true),
    META_AND_HINTS(true, true),
    FAIL_FAST(true, true),
    FUA(false, false),
    NOMERGE(false, false),
    CHUNK_BOUNDARY(false, false),
    WITHIN_CHUNK(true, true),
    TOO_LONG(false, false),
    AS_LONG_AS_ALLOWED(true, true),
    TOO_MANY_SEGMENTS(false, false),
    AS_MANY_AS_ALLOWED(true, true),
    GAP_BETWEEN(false, false),
    GAP_BEFORE_THE_FIRST(false, false),
    CONTIGUOUS_IN_MEMORY(true, true),
    NO_GAP(true, true);

    final boolean merges;
    final boolean mergesAtFront;

    Pair(boolean back, boolean front) {
      merges = back;
      mergesAtFront = front;
    }
  }

  private static final int SIZE = 8;
  private static final int PAGE = 4096;

  private static QueueLimits limits(Pair pair) {
    QueueLimits.Builder limits = QueueLimits.builder();
    return switch (pair) {
      case CHUNK_BOUNDARY -> limits.chunkSectors(8).build();
      case WITHIN_CHUNK -> limits.chunkSectors(16).build();
      case TOO_LONG -> limits.maxSectors(15).build();
      case AS_LONG_AS_ALLOWED -> limits.maxSectors(16).build();
      case TOO_MANY_SEGMENTS -> limits.maxSegments(1).build();
      case AS_MANY_AS_ALLOWED -> limits.maxSegments(2).build();
      case GAP_BETWEEN, GAP_BEFORE_THE_FIRST, CONTIGUOUS_IN_MEMORY, NO_GAP ->
          limits.virtBoundaryMask(PAGE - 1L).build();
      default -> limits.build();
    };
  }

  /**
   * Creates one of the two bios. {@code low} chooses the lower sectors; the odd bio, which is the
   * second to be submitted, has the property that differs.
   */
  private static Bio bio(QueueWorld world, Pair pair, boolean low, boolean odd) {
    long sector = low ? 16 : 16 + SIZE;
    int at =
        switch (pair) {
          // Each of the two bios alone keeps the limits, because a single segment has no gap.
          case GAP_BETWEEN -> low ? 0 : 3 * PAGE + 512;
          case GAP_BEFORE_THE_FIRST -> low ? 512 : 512 + PAGE;
          case CONTIGUOUS_IN_MEMORY -> low ? 0 : PAGE;
          default -> low ? 0 : 8 * PAGE;
        };
    MemorySegment data = world.memory.asSlice(at, (long) SIZE * QueueWorld.SECTOR);
    Bio bio = world.bio().write(512L * sector, data).flags(BioFlags.SYNC);
    if (!odd) {
      return bio;
    }
    return switch (pair) {
      case OPERATION -> world.bio().read(512L * sector, data);
      case PRIORITY -> bio.priority(IoPriority.bestEffort(1).value());
      case SYNC -> world.bio().write(512L * sector, data);
      case META_AND_HINTS ->
          bio.flags(BioFlags.META | BioFlags.PRIO | BioFlags.BACKGROUND | BioFlags.IDLE);
      case FAIL_FAST -> bio.flags(BioFlags.FAILFAST_DEV);
      case FUA -> bio.flags(BioFlags.FUA);
      case NOMERGE -> bio.flags(BioFlags.NOMERGE);
      default -> bio;
    };
  }

  static Stream<Arguments> everything() {
    return Stream.of(Pair.values())
        .flatMap(pair ->
            Stream.of(Meeting.values())
                .flatMap(meeting ->
                    Stream.of(false, true)
                        .flatMap(front ->
                            Stream.of(0, 1, 2)
                                .map(nomerges -> Arguments.of(pair, meeting, front, nomerges)))));
  }

  @ParameterizedTest(name = "{0} in {1}, at the front {2}, nomerges {3}")
  @MethodSource("everything")
  void adjacentBiosMergeExactlyWhenTheRulesAllow(
      Pair pair, Meeting meeting, boolean front, int nomerges) {
    try (var world = QueueWorld.virtual()) {
      var driver =
          new HeldDriver(8)
              .limits(limits(pair))
              .with(DriverFeature.VOLATILE_CACHE)
              .with(DriverFeature.FUA);
      BlockQueue queue = world.queue(driver);
      if (meeting == Meeting.ELEVATOR) {
        var type = new RecordingElevatorType();
        type.queue = queue;
        world.with(type);
        queue.admin().switchElevator(type.name());
      }
      queue.admin().setAttribute("nomerges", Integer.toString(nomerges));
      // A bio with a single segment is not split, even if its data begins off the gap boundary.
      Bio first = bio(world, pair, !front, false);
      Bio second = bio(world, pair, front, true);
      queue.admin().stop(0);
      try (Plug plug = world.plugs.open()) {
        for (Bio each : List.of(first, second)) {
          if (meeting == Meeting.PLUG) {
            queue.submit(each, plug);
          } else {
            queue.submit(each);
          }
        }
        if (meeting == Meeting.PLUG) {
          // Only merges in the plug count here. Bios that did not merge in the plug may still merge
          // later, at insertion.
          boolean rules = nomerges < 2 && (front ? pair.mergesAtFront : pair.merges);
          int bypassing = pair == Pair.FUA ? 1 : 0;
          assertThat(plug.size() + bypassing).isEqualTo(rules ? 1 : 2);
        }
      }
      queue.admin().start(0);
      driver.completeAll();
      boolean rules = nomerges < 2 && (front ? pair.mergesAtFront : pair.merges);
      assertThat(driver.history).as("both orders, " + pair).hasSize(rules ? 1 : 2);
    }
  }

  /**
   * Two bios with different fail-fast flags merge. The request then has the flags of the bio that
   * is first in it, even if that bio was merged in front later.
   */
  @ParameterizedTest
  @CsvSource({"false, 0", "true, 65536"})
  void mixedMergeHasTheFailFastFlagsOfItsFirstBio(boolean front, int shown) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(bio(world, Pair.FAIL_FAST, !front, false));
      queue.submit(bio(world, Pair.FAIL_FAST, front, true));
      queue.admin().start(0);
      HeldDriver.Given given = driver.held.getFirst();
      assertThat(given.opAndFlags() & BioFlags.FAILFAST_MASK).isEqualTo(shown);
      assertThat(((CoreRequest) given.rq()).has(CoreRequest.MIXED_MERGE)).isTrue();
      driver.completeAll();
    }
  }

  @Test
  void readAheadRequestHasTheFlagsThatForbidRetries() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.submit(world.read(0, 8).flags(BioFlags.RAHEAD));
      assertThat(driver.held.getFirst().opAndFlags() & BioFlags.FAILFAST_MASK)
          .isEqualTo(BioFlags.FAILFAST_MASK);
      driver.completeAll();
    }
  }

  /** A request that once refused a bio because of a length limit merges with no bio afterwards. */
  @Test
  void requestThatRefusedForALimitMergesWithNothingAfterwards() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).limits(QueueLimits.builder().maxSectors(16).build());
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(world.read(0, 8));
      queue.submit(world.read(8, 16));
      queue.submit(world.read(100, 8));
      queue.submit(world.read(8, 8).flags(BioFlags.NOMERGE));
      Bio small = world.read(8, 8);
      queue.submit(small);
      queue.admin().start(0);
      driver.completeAll();
      assertThat(driver.history)
          .containsExactly("READ 0+8", "READ 8+16", "READ 100+8", "READ 8+8", "READ 8+8");
    }
  }

  /**
   * A bio is compared with the newest eight requests of its software queue at most, newest first.
   */
  @ParameterizedTest
  @CsvSource({"7, true", "8, false"})
  void atMostEightRequestsOfASoftwareQueueAreTried(int between, boolean merged) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(world.read(0, 8));
      for (int i = 0; i < between; i++) {
        queue.submit(world.read(1000 + i * 100L, 8));
      }
      queue.submit(world.read(8, 8));
      queue.admin().start(0);
      assertThat(driver.heldNames().getFirst()).isEqualTo(merged ? "READ 0+16" : "READ 0+8");
      driver.completeAll();
    }
  }

  /**
   * The search for a request to merge with ends at the first adjacent request that cannot merge.
   */
  @Test
  void searchEndsAtTheFirstAdjacentRequestThatRefuses() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32).limits(QueueLimits.builder().maxSectors(16).build());
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(world.read(16, 8));
      queue.submit(world.read(0, 8));
      queue.submit(world.read(24, 16));
      queue.submit(world.read(8, 8).flags(BioFlags.NOMERGE));
      // The newest request is [8,16) with NOMERGE; [24,40) is adjacent but full and ends the
      // search.
      queue.submit(world.read(40, 8));
      queue.admin().start(0);
      driver.completeAll();
      assertThat(driver.history)
          .containsExactly("READ 16+8", "READ 0+8", "READ 24+16", "READ 8+8", "READ 40+8");
    }
  }

  /**
   * The search ends at an adjacent request that cannot merge, even if an older request could take
   * the bio.
   */
  @Test
  void searchEndsBeforeAnOlderRequestThatWouldMerge() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32).limits(QueueLimits.builder().maxSectors(16).build());
      BlockQueue queue = world.queue(driver);
      queue.admin().stop(0);
      queue.submit(world.read(48, 8));
      queue.submit(world.read(24, 16));
      // The newest request, [24,40), is adjacent but full, so the older [48,56) is not tried.
      queue.submit(world.read(40, 8));
      queue.admin().start(0);
      driver.completeAll();
      assertThat(driver.history).containsExactly("READ 48+8", "READ 24+16", "READ 40+8");
    }
  }

  /** Merging of discards, for devices that accept one range or several ranges in a request. */
  @ParameterizedTest(name = "{0} in {1}, {2} ranges")
  @MethodSource("discards")
  void discardsMergeByRanges(String places, Meeting meeting, int most) {
    try (var world = QueueWorld.virtual()) {
      QueueLimits limits =
          QueueLimits.builder().maxDiscardSectors(4096).maxDiscardSegments(most).build();
      var driver = new HeldDriver(64).limits(limits);
      BlockQueue queue = world.queue(driver);
      var type = new RecordingElevatorType();
      if (meeting == Meeting.ELEVATOR) {
        type.queue = queue;
        world.with(type);
        queue.admin().switchElevator(type.name());
      }
      int[] ended = {0};
      int count = 10;
      queue.admin().stop(0);
      try (Plug plug = world.plugs.open()) {
        for (int i = 0; i < count; i++) {
          long sector =
              switch (places) {
                case "adjacent" -> i * 8L;
                case "scattered" -> (i * 7 % 10) * 100L;
                default -> i * 5L;
              };
          Bio bio = world.bio().discard(512L * sector, 512L * 8).onEnd(b -> ended[0]++);
          if (meeting == Meeting.PLUG) {
            queue.submit(bio, plug);
          } else {
            queue.submit(bio);
          }
        }
      }
      queue.admin().start(0);
      int expected = most > 1 ? (count + most - 1) / most : places.equals("adjacent") ? 1 : count;
      assertThat(driver.held).as("requests").hasSize(expected);
      for (HeldDriver.Given given : driver.held) {
        assertThat(given.sectors()).isLessThanOrEqualTo(4096);
        assertThat(given.rq().segments()).isBetween(1, Math.max(most, 1));
        int ranges = 0;
        for (Bio bio = given.rq().firstBio(); bio != null; bio = bio.next()) {
          ranges++;
        }
        assertThat(ranges).isLessThanOrEqualTo(most > 1 ? most : count);
      }
      driver.completeAll();
      assertThat(ended[0]).isEqualTo(count);
      assertThat(type.violations).isEmpty();
    }
  }

  static Stream<Arguments> discards() {
    return Stream.of("adjacent", "scattered", "overlapping")
        .flatMap(places ->
            Stream.of(Meeting.values())
                .flatMap(meeting ->
                    Stream.of(1, 4, 256).map(most -> Arguments.of(places, meeting, most))));
  }

  /**
   * An insertion causes two merges of requests in a chain while the one-hit cache points to another
   * request. Each absorbed request must leave the elevator.
   */
  @Test
  void requestsAbsorbedInAChainOfMergesLeaveTheElevator() {
    try (var world = QueueWorld.virtual()) {
      QueueLimits limits =
          QueueLimits.builder().maxDiscardSectors(4096).maxDiscardSegments(4).build();
      var driver = new HeldDriver(64).limits(limits);
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(driver);
      type.queue = queue;
      world.with(type);
      queue.admin().switchElevator(type.name());
      queue.admin().stop(0);
      // Unrelated discards come in between, so that the one-hit cache does not lead to the request
      // that the next discard joins.
      try (Plug plug = world.plugs.open()) {
        queue.submit(discard(world, 1000, 2), plug);
        queue.submit(discard(world, 0, 1), plug);
        queue.submit(discard(world, 2000, 2), plug);
        queue.submit(discard(world, 16, 1), plug);
        queue.submit(discard(world, 3000, 2), plug);
        queue.submit(discard(world, 8, 1), plug);
      }
      queue.admin().start(0);
      assertThat(type.violations).isEmpty();
      int ranges = 0;
      for (HeldDriver.Given given : driver.held) {
        ranges += given.rq().segments();
      }
      assertThat(ranges).isEqualTo(6);
      driver.completeAll();
      assertThat(type.finished.get()).isEqualTo(type.prepared.get());
      assertThat(type.inserted.get()).isEqualTo(type.dispatched.get() + type.absorbedCount.get());
    }
  }

  private static Bio discard(QueueWorld world, long sector, int level) {
    return world
        .bio()
        .discard(512L * sector, 512L * 8)
        .priority(IoPriority.bestEffort(level).value());
  }
}
