package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.LinuxFormat;
import io.elevator.api.Plug;
import io.elevator.api.QueueLimits;
import io.elevator.api.StatisticsNode;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.statistics.DiskStatistics.Group;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures that the queue counts and shows, and attributes that may be set. */
class AccountingTest {
  private static final long SECOND = 1_000_000_000L;

  private static long[] stat(BlockQueue queue) {
    String[] words = LinuxFormat.stat(queue.metrics().disk()).split(" ", -1);
    assertThat(words).hasSize(17);
    long[] numbers = new long[17];
    for (int i = 0; i < 17; i++) {
      numbers[i] = Long.parseLong(words[i]);
    }
    return numbers;
  }

  @Test
  void inFlightCountsTheRequestsOfTheDriver() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.submit(world.read(0, 8));
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("1 0");
      assertThat(stat(queue)[8]).isEqualTo(1);
      queue.submit(world.write(100, 8));
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("1 1");
      assertThat(stat(queue)[8]).isEqualTo(2);
      driver.completeAll();
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("0 0");
      assertThat(stat(queue)[8]).isZero();
    }
  }

  @Test
  void requestsOfOneSecondAreCountedWithTheirTimes() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new TimedDriver(world.time, 8, rq -> SECOND));
      queue.submitAndWait(world.read(0, 8));
      assertTimes(queue, 1, 0);
      queue.submitAndWait(world.write(0, 8));
      assertTimes(queue, 1, 1);
      queue.submit(world.read(0, 8));
      queue.submit(world.write(100, 8));
      queue.submit(world.write(200, 8));
      world.pass(SECOND);
      assertTimes(queue, 2, 3);
      long[] stat = stat(queue);
      assertThat(stat[0]).isEqualTo(2);
      assertThat(stat[4]).isEqualTo(3);
      assertThat(stat[2]).isEqualTo(16);
      assertThat(stat[6]).isEqualTo(24);
      assertThat(stat[9]).as("io_ticks, ms").isBetween(2995L, 3003L);
      assertThat(stat[10]).isEqualTo(5000);
      world.runAll();
    }
  }

  private static void assertTimes(BlockQueue queue, long read, long write) {
    assertThat(stat(queue)[3]).isEqualTo(read * 1000);
    assertThat(stat(queue)[7]).isEqualTo(write * 1000);
  }

  @Test
  void timesOfRequestsShorterThanATickAddUp() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new TimedDriver(world.time, 8, rq -> 500_000));
      for (int i = 0; i < 1500; i++) {
        queue.submitAndWait(world.read(0, 8));
      }
      for (int i = 0; i < 1500; i++) {
        queue.submitAndWait(world.write(0, 8));
      }
      assertThat(queue.diskStatistics().nanos(Group.READ)).isEqualTo(750_000_000);
      assertThat(queue.diskStatistics().nanos(Group.WRITE)).isEqualTo(750_000_000);
      assertThat(stat(queue)[9]).isBetween(1490L, 1501L);
      world.runAll();
    }
  }

  @Test
  void nothingIsCountedWhileAccountingIsOff() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.submit(world.read(0, 8));
      queue.admin().setAttribute("iostats", "0");
      queue.submit(world.read(100, 8));
      driver.completeAll();
      assertThat(stat(queue)[0]).as("only the one that began while it was on").isEqualTo(1);
      assertThat(queue.diskStatistics().queued()).isZero();
    }
  }

  @Test
  void failedRequestsCountTheirSectors() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.submit(world.write(0, 8));
      driver.completeFirst(io.elevator.api.BioStatus.MEDIUM);
      assertThat(stat(queue)[4]).isEqualTo(1);
      assertThat(stat(queue)[6]).isEqualTo(8);
    }
  }

  @Test
  void discardsAreCountedSeparatelyAndWriteZeroesAsWrites() {
    try (var world = QueueWorld.virtual()) {
      QueueLimits limits =
          QueueLimits.builder().maxDiscardSectors(1000).maxWriteZeroesSectors(1000).build();
      BlockQueue queue = world.queue(new HeldDriver(8).inline().limits(limits));
      queue.submitAndWait(world.bio().discard(0, 512L * 64));
      queue.submitAndWait(world.bio().writeZeroes(0, 512L * 32));
      long[] stat = stat(queue);
      assertThat(stat[11]).isEqualTo(1);
      assertThat(stat[13]).isEqualTo(64);
      assertThat(stat[4]).isEqualTo(1);
      assertThat(stat[6]).isEqualTo(32);
    }
  }

  @Test
  void inFlightExcludesCommandsFlushesAndUncountedRequests() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(8).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      queue.execute(world.bio().driverIn(world.memory.asSlice(0, 512)), false);
      queue.submit(world.bio().flush());
      queue.admin().setAttribute("iostats", "0");
      queue.submit(world.read(0, 8));
      assertThat(driver.held).hasSize(3);
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("0 0");
      queue.admin().setAttribute("iostats", "1");
      queue.submit(world.write(100, 8));
      assertThat(LinuxFormat.inFlight(queue.metrics().inFlight())).isEqualTo("0 1");
      assertThat(stat(queue)[8]).isEqualTo(1);
      driver.completeAll();
    }
  }

  @Test
  void timeOfAFlushBeginsWhenTheFlushMachineStartsIt() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(world.read(0, 8));
      queue.submit(world.bio().flush());
      world.pass(10);
      driver.completeFirst();
      world.pass(5);
      driver.completeFirst();
      assertThat(queue.diskStatistics().ios(Group.FLUSH)).isEqualTo(1);
      assertThat(queue.diskStatistics().nanos(Group.FLUSH)).isEqualTo(15);
      queue.admin().setAttribute("iostats", "0");
      queue.submit(world.bio().flush());
      driver.completeFirst();
      assertThat(queue.diskStatistics().ios(Group.FLUSH)).as("with iostats off").isEqualTo(1);
    }
  }

  @Test
  void issueTimeIsNeverBeforeTheStartTime() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1);
      BlockQueue queue = world.queue(driver, new RecordingElevatorType());
      queue.submit(world.read(0, 8));
      QueueRequest rq = queue.hardwareQueues()[0].pool().request(0);
      assertThat(rq.insertedNanos()).isEqualTo(rq.startNanos());
      driver.completeFirst();
      queue.hardwareQueues()[0].takeDriverTag(rq);
      // Simulates a run that read the clock before another thread created the request; the request
      // must not seem to be issued before its start.
      rq.dispatchedAt(rq.startNanos() - 1);
      long cookie = rq.start();
      assertThat(rq.issuedNanos()).isEqualTo(rq.startNanos());
      assertThat(rq.complete(cookie)).isTrue();
      rq.place = Place.FREE;
      rq.rest();
      queue.hardwareQueues()[0].releaseDriverTag(rq);
    }
  }

  @Test
  void icqCountsItsRequests() {
    try (var world = QueueWorld.virtual()) {
      var type = new RecordingElevatorType();
      BlockQueue queue = world.queue(new TimedDriver(world.time, 1, rq -> 1000), type);
      queue.admin().setAttribute("nr_requests", "8");
      for (int i = 0; i < 3; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      queue.submit(world.read(208, 8));
      world.pass(10_000);
      var icq = world.task.lookupIcq(queue.identity());
      assertThat(icq).isNotNull();
      var figures = icq.owner();
      assertThat(figures.queued()).isEqualTo(3);
      assertThat(figures.dispatched()).isEqualTo(3);
      assertThat(figures.merged()).isEqualTo(1);
      assertThat(figures.bytes()).isEqualTo(4 * 8 * 512);
      assertThat(figures.deviceNanos()).isEqualTo(3000);
      assertThat(figures.waitNanos()).isEqualTo(3000);
      world.runAll();
    }
  }

  @Test
  void snapshotHasAllParts() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(8).inline(), new RecordingElevatorType());
      queue.submitAndWait(world.read(0, 8));
      StatisticsNode node = queue.metrics().statistics();
      assertThat(node.name()).isEqualTo("disk0");
      assertThat(node.values()).containsEntry("elevator", "recording").containsEntry("inside", 0L);
      assertThat(node.children().stream().map(StatisticsNode::name))
          .containsExactly(
              "disk",
              "hctx0",
              "recording",
              "recording_io_cq",
              "elevators",
              "groups",
              "tasks",
              "driver");
      assertThat(node.children().getFirst().values())
          .containsEntry("read_ios", 1L)
          .containsEntry("read_sectors", 8L);
    }
  }

  @Test
  void nrRequestsAcceptsEveryValueInItsRange() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(32).inline(), new ListElevatorType());
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("64");
      for (int value : new int[] {4, 63, 64, 65, 200, 2048, 5, 2048}) {
        queue.admin().setAttribute("nr_requests", Integer.toString(value));
        assertThat(queue.admin().attribute("nr_requests")).isEqualTo(Integer.toString(value));
        assertThat(queue.hardwareQueues()[0].pool().tags().depth()).isEqualTo(value);
        queue.submitAndWait(world.read(0, 8));
      }
      queue.admin().setAttribute("nr_requests", "0\n");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("4");
      for (String bad : new String[] {"2049", "many", "-1", "4294967296", ""}) {
        assertThatThrownBy(() -> queue.admin().setAttribute("nr_requests", bad))
            .isInstanceOf(AttributeException.class)
            .hasMessageContaining("nr_requests");
        assertThat(queue.admin().attribute("nr_requests")).isEqualTo("4");
      }
      queue.admin().switchElevator("none");
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("32");
      queue.admin().setAttribute("nr_requests", "5");
      assertThatThrownBy(() -> queue.admin().setAttribute("nr_requests", "33"))
          .isInstanceOf(AttributeException.class);
      assertThat(queue.admin().attribute("nr_requests")).isEqualTo("5");
    }
  }

  @Test
  void withoutAnElevatorNrRequestsLimitsTheDriversTags() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(32);
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("nr_requests", "4");
      for (int i = 0; i < 6; i++) {
        queue.submit(world.read(i * 100L, 8));
      }
      assertThat(driver.held).hasSize(4);
      driver.completeAll();
    }
  }

  @Test
  void driveWithoutUseForElevatorsGetsNone() {
    try (var world = QueueWorld.virtual()) {
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(new HeldDriver(4).inline().with(DriverFeature.NO_ELEVATOR));
      assertThat(queue.admin().attribute("scheduler")).isEqualTo("[none] ");
      queue.admin().setAttribute("scheduler", "list");
      queue.admin().setAttribute("scheduler", "nonesuch");
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThatThrownBy(() -> queue.admin().switchElevator("list"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("takes no elevator")
          .hasMessageContaining("list");
      queue.admin().switchElevator("none");
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void theSchedulerAttributeReadsAsInSysfs() {
    try (var world = QueueWorld.virtual()) {
      world.with(new ListElevatorType()).with(new RecordingElevatorType());
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      assertThat(queue.admin().attribute("scheduler")).isEqualTo("[none] list recording ");
      queue.admin().setAttribute("scheduler", " recording\n");
      assertThat(queue.admin().attribute("scheduler")).isEqualTo("list [recording] none");
      assertThatThrownBy(() -> queue.admin().setAttribute("scheduler", "nonesuch"))
          .isInstanceOf(AttributeException.class)
          .hasMessageContaining("nonesuch");
      queue.admin().setAttribute("scheduler", "none");
      assertThat(queue.admin().elevator()).isEqualTo("none");
      assertThat(queue.admin().elevatorAttributes()).isEmpty();
      assertThatThrownBy(() -> queue.admin().elevatorAttribute("shallow"))
          .isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> queue.admin().switchElevator("bogus"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("list, recording, none");
    }
  }

  @Test
  void attributesAcceptAndRefuseTheDocumentedValues() {
    try (var world = QueueWorld.virtual()) {
      QueueLimits limits =
          QueueLimits.builder()
              .maxHwSectors(1024)
              .maxDiscardSectors(2048)
              .discardGranularity(4096, 0)
              .build();
      BlockQueue queue =
          world.queue(new HeldDriver(4).inline().limits(limits).with(DriverFeature.ROTATIONAL));
      for (AttributeSpec spec : queue.admin().attributes()) {
        assertThat(queue.admin().attribute(spec.name())).as(spec.name()).isNotNull();
        if (!spec.writable()) {
          assertThatThrownBy(() -> queue.admin().setAttribute(spec.name(), "1"))
              .isInstanceOf(UnsupportedOperationException.class);
        }
      }
      assertRefused(queue, "max_sectors_kb", "3", "513", "x");
      assertAccepted(queue, "max_sectors_kb", "64", "64");
      assertAccepted(queue, "read_ahead_kb", "131", "128");
      assertAccepted(queue, "nomerges", "1", "1");
      assertAccepted(queue, "nomerges", "2", "2");
      assertAccepted(queue, "nomerges", "3", "1");
      assertAccepted(queue, "nomerges", "+0\n", "0");
      assertAccepted(queue, "rq_affinity", "2", "2");
      assertAccepted(queue, "rq_affinity", "9", "2");
      assertAccepted(queue, "rotational", "0", "0");
      assertAccepted(queue, "rotational", "7", "1");
      assertRefused(queue, "io_timeout", "0", "-5");
      assertAccepted(queue, "io_timeout", "1234", "1234");
      assertRefused(queue, "discard_max_bytes", "4097");
      assertAccepted(queue, "discard_max_bytes", "8192", "8192");
      assertAccepted(queue, "discard_max_bytes", "104857600", "1048576");
      assertRefused(queue, "write_cache", "write back", "sideways");
      assertAccepted(queue, "write_cache", "none", "write through");
      assertThatThrownBy(() -> queue.admin().attribute("colour"))
          .isInstanceOf(NoSuchElementException.class);
      queue.close();
      assertThatThrownBy(() -> queue.admin().attribute("nomerges"))
          .isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void diskAndHardwareQueueAttributesShowTheDocumentedTexts() {
    try (var world = QueueWorld.virtual().stripes(5)) {
      var driver = new HeldDriver(8).hardwareQueues(2).reserved(3).capacity(1 << 20);
      BlockQueue queue = world.queue(driver);
      assertThat(queue.admin().attribute("size")).isEqualTo("1048576");
      queue.submit(world.read(0, 8));
      queue.submit(world.write(100, 8));
      assertThat(queue.admin().attribute("inflight"))
          .isEqualTo("1 1")
          .isEqualTo(LinuxFormat.inFlight(queue.metrics().inFlight()));
      assertThat(queue.admin().attribute("stat"))
          .isEqualTo(LinuxFormat.stat(queue.metrics().disk()));
      driver.completeAll();
      assertThat(queue.admin().attribute("mq/0/nr_tags")).isEqualTo("8");
      assertThat(queue.admin().attribute("mq/1/nr_reserved_tags")).isEqualTo("3");
      assertThat(queue.admin().attribute("mq/0/cpu_list")).isEqualTo("0, 2, 4");
      assertThat(queue.admin().attribute("mq/1/cpu_list")).isEqualTo("1, 3");
      queue.admin().setAttribute("nr_requests", "6");
      assertThat(queue.admin().attribute("mq/0/nr_tags"))
          .as("that it was made with")
          .isEqualTo("8");
      queue.admin().hardwareQueues(1);
      assertThat(queue.admin().attribute("mq/0/cpu_list")).isEqualTo("0, 1, 2, 3, 4");
      assertThatThrownBy(() -> queue.admin().attribute("mq/1/cpu_list"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("mq/0/cpu_list");
      assertThatThrownBy(() -> queue.admin().setAttribute("mq/0/nr_tags", "4"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void writebackThrottlingIsNotSupported() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(4).inline());
      assertThatThrownBy(() -> queue.admin().attribute("wbt_lat_usec"))
          .isInstanceOf(AttributeException.class)
          .hasMessageContaining("wbt_lat_usec")
          .extracting(e -> ((AttributeException) e).reason())
          .isEqualTo(AttributeException.Reason.INVALID);
      for (String text : new String[] {"-2", "-1", "0", "2000", "fast"}) {
        assertThatThrownBy(() -> queue.admin().setAttribute("wbt_lat_usec", text))
            .isInstanceOf(AttributeException.class)
            .hasMessageContaining("wbt_lat_usec")
            .hasMessageContaining(text);
      }
      assertThat(queue.admin().attributes())
          .extracting(AttributeSpec::name)
          .doesNotContain("wbt_lat_usec");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void driveThatCannotAvoidWaitingRefusesNoWaitBios(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.NO_NOWAIT).inline();
      BlockQueue queue =
          elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
      Bio bio = world.read(0, 8);
      assertThat(queue.submitAndWait(bio.flags(BioFlags.NOWAIT))).isEqualTo(BioStatus.NOTSUPP);
      // This bio breaks two rules: it is beyond the capacity, and NOWAIT is not supported. Only the
      // rule that is checked first decides the status.
      bio = world.read(queue.capacitySectors(), 8).flags(BioFlags.NOWAIT);
      assertThat(queue.submitAndWait(bio)).isEqualTo(BioStatus.NOTSUPP);
      List<BioStatus> ended = new ArrayList<>();
      try (Plug plug = world.plugs.open()) {
        plug.noWait();
        queue.submit(world.read(0, 8).onEnd(b -> ended.add(b.status())), plug);
      }
      assertThat(ended).containsExactly(BioStatus.NOTSUPP);
      assertThat(driver.history).isEmpty();
      assertThat(queue.submitAndWait(world.read(0, 8))).isEqualTo(BioStatus.OK);
      assertThat(queue.metrics().debugState()).doesNotContain("NOWAIT");
    }
  }

  private static void assertAccepted(BlockQueue queue, String name, String text, String read) {
    queue.admin().setAttribute(name, text);
    assertThat(queue.admin().attribute(name)).as(name).isEqualTo(read);
  }

  private static void assertRefused(BlockQueue queue, String name, String... texts) {
    String before = queue.admin().attribute(name);
    for (String text : texts) {
      assertThatThrownBy(() -> queue.admin().setAttribute(name, text))
          .isInstanceOf(AttributeException.class)
          .hasMessageContaining(name);
      assertThat(queue.admin().attribute(name)).isEqualTo(before);
    }
  }
}
