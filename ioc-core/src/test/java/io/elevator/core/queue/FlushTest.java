package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.statistics.DiskStatistics.Group;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlushTest {
  private final List<String> ended = new ArrayList<>();

  private Bio recordEnd(Bio bio, String name) {
    return bio.onEnd(b -> ended.add(name + " " + b.status()));
  }

  private static BlockQueue queue(QueueWorld world, HeldDriver driver, boolean elevator) {
    return elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
  }

  /**
   * Each row: whether the device has a cache, whether it has FUA, the bio's PREFLUSH, its FUA,
   * whether it has data, and the requests that the driver then sees.
   */
  @ParameterizedTest
  @CsvSource({
    "false, false, true,  false, true,  WRITE 0+8",
    "false, false, true,  true,  true,  WRITE 0+8",
    "true,  true,  true,  false, false, FLUSH 0+0",
    "true,  true,  true,  false, true,  FLUSH 0+0;WRITE 0+8",
    "true,  true,  false, true,  true,  WRITE 0+8 fua",
    "true,  true,  true,  true,  true,  FLUSH 0+0;WRITE 0+8 fua",
    "true,  false, false, true,  true,  WRITE 0+8;FLUSH 0+0",
    "true,  false, true,  true,  true,  FLUSH 0+0;WRITE 0+8;FLUSH 0+0",
  })
  void flushStepsDependOnCacheFlagsAndData(
      boolean cache, boolean fuaDevice, boolean preflush, boolean fua, boolean data, String seen) {
    for (boolean elevator : new boolean[] {false, true}) {
      try (var world = QueueWorld.virtual()) {
        ended.clear();
        var driver = new HeldDriver(4);
        if (cache) {
          driver.with(DriverFeature.VOLATILE_CACHE);
        }
        if (fuaDevice) {
          driver.with(DriverFeature.FUA);
        }
        BlockQueue queue = queue(world, driver, elevator);
        Bio bio = data ? world.write(0, 8) : world.bio().flush();
        bio.flags((preflush ? BioFlags.PREFLUSH : 0) | (fua ? BioFlags.FUA : 0));
        queue.submit(recordEnd(bio, "bio"));
        List<String> given = new ArrayList<>();
        while (!driver.held.isEmpty()) {
          assertThat(ended).isEmpty();
          HeldDriver.Given first = driver.completeFirst();
          boolean forced = (first.opAndFlags() & BioFlags.FUA) != 0;
          given.add(first + (forced ? " fua" : ""));
        }
        assertThat(String.join(";", given)).isEqualTo(seen);
        assertThat(ended).containsExactly("bio OK");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneFlushServesAllWaitingBiosAndLaterOnesWaitForTheNext(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver, elevator);
      queue.submit(recordEnd(world.bio().flush(), "a"));
      queue.submit(recordEnd(world.bio().flush(), "b"));
      queue.submit(recordEnd(world.bio().flush(), "c"));
      assertThat(driver.heldNames()).containsExactly("FLUSH 0+0");
      driver.completeFirst();
      assertThat(ended).containsExactly("a OK");
      assertThat(driver.held).as("one for both").hasSize(1);
      driver.completeFirst();
      assertThat(ended).containsExactly("a OK", "b OK", "c OK");
      assertThat(driver.held).isEmpty();
      assertThat(queue.diskStatistics().ios(Group.FLUSH)).isEqualTo(2);
      assertThat(queue.diskStatistics().ios(Group.WRITE)).isEqualTo(3);
    }
  }

  /** Writes that waited for the same flush are issued in the order of their submission. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesThatWaitedForOneFlushAreIssuedInTheirOrder(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver, elevator);
      queue.submit(recordEnd(world.bio().flush(), "first"));
      for (int i = 0; i < 5; i++) {
        queue.submit(recordEnd(world.write(i * 100L, 8).flags(BioFlags.PREFLUSH), "bio" + i));
      }
      driver.completeFirst();
      driver.completeFirst();
      assertThat(driver.heldNames())
          .containsExactly("WRITE 0+8", "WRITE 100+8", "WRITE 200+8", "WRITE 300+8", "WRITE 400+8");
      driver.completeAll();
      assertThat(ended)
          .containsExactly("first OK", "bio0 OK", "bio1 OK", "bio2 OK", "bio3 OK", "bio4 OK");
    }
  }

  /**
   * A flush waits for data requests in flight, so as to cover them too, but for at most five
   * seconds.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flushWaitsAtMostFiveSecondsForDataInFlight(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver, elevator);
      queue.submit(recordEnd(world.write(0, 8).flags(BioFlags.FUA), "data"));
      queue.submit(recordEnd(world.bio().flush(), "a"));
      assertThat(driver.heldNames()).containsExactly("WRITE 0+8");
      world.pass(4_999_999_999L);
      queue.submit(recordEnd(world.bio().flush(), "b"));
      assertThat(driver.heldNames()).as("just before").containsExactly("WRITE 0+8");
      world.pass(1);
      assertThat(driver.heldNames()).as("no timer looks").containsExactly("WRITE 0+8");
      queue.submit(recordEnd(world.bio().flush(), "c"));
      assertThat(driver.heldNames()).containsExactly("WRITE 0+8", "FLUSH 0+0");
      HeldDriver.Given flush = driver.held.removeLast();
      flush.hctx().complete(flush.cookie(), BioStatus.OK);
      assertThat(ended).as("all who waited").containsExactly("a OK", "b OK", "c OK");
      driver.completeFirst();
      assertThat(driver.heldNames()).as("the data needs one of its own").hasSize(1);
      driver.completeAll();
      assertThat(ended).endsWith("data OK");
    }
  }

  /**
   * The flush request has the fail-fast flags of the bio that caused it, and uses the tag of a
   * request that waits for it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flushInheritsFailFastFlagsAndUsesATagOfAWaitingRequest(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(16).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver, elevator);
      int flags = BioFlags.FAILFAST_DEV | BioFlags.FAILFAST_DRIVER | BioFlags.DRV;
      Bio bio = world.bio().flush();
      queue.submit(recordEnd(bio.flags(flags | BioFlags.META), "a"));
      int seen = driver.held.getFirst().opAndFlags();
      assertThat(seen & (BioFlags.FAILFAST_MASK | BioFlags.DRV | BioFlags.META)).isEqualTo(flags);
      assertThat(seen & BioFlags.PREFLUSH).isNotZero();
      assertThat(queue.hardwareQueues()[0].pool().tags().taken()).as("no tag more").isEqualTo(1);
      driver.completeAll();
      assertThat(ended).containsExactly("a OK");
    }
  }

  /**
   * The measured time of a flush begins when the flush was needed, not when a driver accepted it.
   */
  @Test
  void timeOfAFlushIncludesItsWaitForTheDriver() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(1).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(recordEnd(world.read(0, 8), "read"));
      queue.submit(recordEnd(world.bio().flush(), "flush"));
      world.pass(3_000_000);
      driver.completeFirst();
      world.pass(2_000_000);
      driver.completeFirst();
      assertThat(ended).containsExactly("read OK", "flush OK");
      assertThat(queue.diskStatistics().nanos(Group.FLUSH)).isEqualTo(5_000_000);
    }
  }

  @Test
  void failedPreflushKeepsTheDataFromBeingWritten() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.write(0, 8).flags(BioFlags.PREFLUSH), "bio"));
      driver.completeFirst(BioStatus.MEDIUM);
      assertThat(driver.held).isEmpty();
      assertThat(ended).containsExactly("bio MEDIUM");
    }
  }

  @Test
  void failedDataStepIsNotFollowedByAPostflush() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.submit(recordEnd(world.write(0, 8).flags(BioFlags.FUA), "bio"));
      driver.completeFirst(BioStatus.NOSPC);
      assertThat(driver.held).isEmpty();
      assertThat(ended).containsExactly("bio NOSPC");
    }
  }

  @Test
  void oneDriverTagIsEnoughForAWholeFlushSequence() {
    for (boolean elevator : new boolean[] {false, true}) {
      try (var world = QueueWorld.virtual()) {
        ended.clear();
        var driver = new HeldDriver(1).with(DriverFeature.VOLATILE_CACHE);
        BlockQueue queue = queue(world, driver, elevator);
        for (int i = 0; i < 10; i++) {
          int flags = i % 2 == 0 ? BioFlags.PREFLUSH | BioFlags.FUA : 0;
          queue.submit(recordEnd(world.write(i * 100L, 8).flags(flags), "bio"));
        }
        driver.completeAll();
        assertThat(ended).hasSize(10).containsOnly("bio OK");
      }
    }
  }

  /**
   * A flush is issued before the dispatch list and needs a tag. The requests in the dispatch list
   * must not keep all tags, because with nothing in flight no tag would ever become free.
   */
  @Test
  void flushIsIssuedAlthoughTheDispatchListHoldsTags() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(4).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      queue.admin().stop(0);
      for (int i = 0; i < 6; i++) {
        queue.submit(recordEnd(world.read(i * 100L, 8), "read"));
      }
      driver.answer = rq -> BioStatus.RESOURCE;
      queue.admin().start(0);
      queue.submit(recordEnd(world.bio().flush(), "flush"));
      assertThat(queue.hardwareQueues()[0].driverTags().taken()).as("tags kept").isZero();
      driver.answer = rq -> BioStatus.OK;
      world.pass(CoreHardwareQueue.RETRY_NANOS);
      driver.completeAll();
      assertThat(ended).hasSize(7).contains("flush OK");
    }
  }

  @Test
  void flushRefusedByTheDriverIsRetried() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2).with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      int[] refusals = {2};
      driver.answer = rq -> refusals[0]-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
      queue.submit(recordEnd(world.bio().flush(), "bio"));
      world.pass(10_000_000);
      driver.completeAll();
      assertThat(ended).containsExactly("bio OK");
    }
  }

  @Test
  void writeCacheCanBeSwitchedOff() {
    try (var world = QueueWorld.virtual()) {
      var driver = new HeldDriver(2).inline().with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      assertThat(queue.admin().attribute("write_cache")).isEqualTo("write back");
      queue.admin().setAttribute("write_cache", "write through\n");
      assertThat(queue.submitAndWait(world.bio().flush())).isEqualTo(BioStatus.OK);
      assertThat(driver.history).isEmpty();
    }
  }
}
