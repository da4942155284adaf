package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.core.queue.complete.FlushMachine;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.statistics.DiskStatistics.Group;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A flush of a file concerns that file alone, with all its handles. */
class FileFlushTest {
  private static final long LONGEST = 1L << 49;

  private final List<String> ended = new ArrayList<>();

  /** A driver that serves files beside its device and counts the objects made for requests. */
  private static final class FilesDriver extends HeldDriver {
    private final DriverFiles files;
    private int madeForRequests;
    private Throwable defect;

    FilesDriver(int depth) {
      super(depth);
      this.files = null;
    }

    FilesDriver(int depth, boolean cached) {
      super(depth);
      this.files = new Uncalled(cached);
    }

    @Override
    public DriverFiles files() {
      return files;
    }

    @Override
    public Object newRequestData() {
      madeForRequests++;
      if (defect != null) {
        sneak(defect);
      }
      return null;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
      throw (T) thrown;
    }

    DriverFile file(String name) {
      return file(name, name);
    }

    DriverFile file(String name, Object inode) {
      return new DriverFile(this, name, inode, (long) inode.hashCode() << 16 >>> 1, LONGEST, 0);
    }

    /** Returns the requests that this driver keeps, each with its file. */
    List<String> seen() {
      return held.stream().map(FilesDriver::name).toList();
    }

    static String name(Given given) {
      int flags = given.opAndFlags();
      return given
          + " "
          + given.rq().handle().name()
          + ((flags & BioFlags.FUA) != 0 ? " fua" : "")
          + ((flags & BioFlags.META) != 0 ? " meta" : "");
    }

    /** Completes the first request that has a certain name. */
    void complete(String name, BioStatus status) {
      for (Given given : held) {
        if (name(given).equals(name)) {
          held.remove(given);
          given.hctx().complete(given.cookie(), status, status == BioStatus.OK ? 0 : 5, null);
          return;
        }
      }
      throw new AssertionError("no " + name + " in " + seen());
    }

    void complete(String name) {
      complete(name, BioStatus.OK);
    }
  }

  /** The files of a driver that is not called to open any. */
  private static final class Uncalled extends DriverFiles {
    private final boolean cached;

    private Uncalled(boolean cached) {
      this.cached = cached;
    }

    @Override
    public boolean hasVolatileCache() {
      return cached;
    }

    @Override
    public DriverFile open(FileOpening opening) throws IOException {
      throw new IOException("not called");
    }

    @Override
    public long length(DriverFile file) {
      return 0;
    }

    @Override
    public int links(DriverFile file) {
      return 1;
    }

    @Override
    public void truncate(DriverFile file, long length) throws IOException {
      throw new IOException("not called");
    }

    @Override
    public void close(DriverFile file) throws IOException {
      throw new IOException("not called");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      throw new IOException("not called");
    }

    @Override
    public void delete(Path path) throws IOException {
      throw new IOException("not called");
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
      throw new IOException("not called");
    }
  }

  private Bio recordEnd(Bio bio, String name) {
    return bio.onEnd(b -> ended.add(name + " " + b.status()));
  }

  private static BlockQueue queue(QueueWorld world, HeldDriver driver, boolean elevator) {
    return elevator ? world.queue(driver, new ListElevatorType()) : world.queue(driver);
  }

  private static Bio write(QueueWorld world, FileHandle file, long sector) {
    return world.bio().write(file, 512 * sector, world.memory, 0, 4096);
  }

  private static FlushMachine machine(BlockQueue queue) {
    return queue.flushes().of(queue.hardwareQueues()[0]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flushesOfSeveralFilesAndOfTheDeviceAreInFlightAtOnce(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      driver.with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = queue(world, driver, elevator);
      DriverFile a = driver.file("a");
      DriverFile b = driver.file("b");
      queue.submit(recordEnd(world.bio().flush(a), "a"));
      queue.submit(recordEnd(world.bio().flush(b), "b"));
      queue.submit(recordEnd(world.bio().flush(), "device"));
      queue.submit(recordEnd(world.bio().flush(a), "a again"));
      assertThat(driver.seen()).containsExactly("FLUSH 0+0 a", "FLUSH 0+0 b", "FLUSH 0+0 held");
      assertThat(driver.held.getFirst().rq().handle()).isSameAs(a);
      assertThat(driver.held).extracting(HeldDriver.Given::cookie).doesNotHaveDuplicates();
      driver.complete("FLUSH 0+0 b");
      assertThat(ended).containsExactly("b OK");
      driver.complete("FLUSH 0+0 held");
      assertThat(ended).containsExactly("b OK", "device OK");
      driver.complete("FLUSH 0+0 a");
      assertThat(ended).containsExactly("b OK", "device OK", "a OK");
      assertThat(driver.seen()).as("for the later one").containsExactly("FLUSH 0+0 a");
      driver.completeAll();
      assertThat(ended).containsExactly("b OK", "device OK", "a OK", "a again OK");
      assertThat(queue.diskStatistics().ios(Group.FLUSH)).isEqualTo(4);
      assertThat(queue.diskStatistics().ios(Group.WRITE)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void handlesOfOneFileShareAFlushThroughTheFirstHandle(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = queue(world, driver, elevator);
      DriverFile first = driver.file("first", "inode 7");
      // The identities are equal and not the same object.
      DriverFile second = driver.file("second", "inode " + Integer.parseInt("7"));
      queue.submit(recordEnd(world.bio().flush(first), "1"));
      queue.submit(recordEnd(world.bio().flush(second), "2"));
      queue.submit(recordEnd(world.bio().flush(first), "3"));
      queue.submit(recordEnd(world.bio().flush(second), "4"));
      assertThat(driver.seen()).containsExactly("FLUSH 0+0 first");
      driver.completeFirst();
      assertThat(ended).containsExactly("1 OK");
      assertThat(driver.seen()).as("one for three").containsExactly("FLUSH 0+0 second");
      driver.completeFirst();
      assertThat(ended).containsExactly("1 OK", "2 OK", "3 OK", "4 OK");
    }
  }

  @Test
  void filesWithTheSameSortKeysAndDifferentIdentitiesShareNoFlush() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = world.queue(driver);
      for (String name : List.of("a", "b")) {
        queue.submit(world.bio().flush(new DriverFile(driver, name, name, 0, LONGEST, 0)));
        queue.submit(world.bio().flush(new DriverFile(driver, name + "2", 0, LONGEST)));
      }
      assertThat(driver.seen())
          .containsExactly("FLUSH 0+0 a", "FLUSH 0+0 a2", "FLUSH 0+0 b", "FLUSH 0+0 b2");
      driver.completeAll();
    }
  }

  /** A flush that serves several requests has META if one of them has it, whichever comes first. */
  @ParameterizedTest
  @CsvSource({"false, false, false", "true, false, true", "false, true, true"})
  void flushOfAFileHasMetaIfAWaitingRequestHasIt(boolean first, boolean second, boolean meta) {
    for (boolean elevator : new boolean[] {false, true}) {
      try (var world = QueueWorld.virtual()) {
        var driver = new FilesDriver(8);
        BlockQueue queue = queue(world, driver, elevator);
        DriverFile file = driver.file("a");
        queue.submit(world.bio().flush(file));
        queue.submit(world.bio().flush(file).flags(first ? BioFlags.META : 0));
        queue.submit(world.bio().flush(file).flags(second ? BioFlags.META : 0));
        assertThat(driver.seen()).containsExactly("FLUSH 0+0 a");
        driver.completeFirst();
        assertThat(driver.seen()).containsExactly(meta ? "FLUSH 0+0 a meta" : "FLUSH 0+0 a");
        queue.submit(world.bio().flush(file));
        driver.completeFirst();
        assertThat(driver.seen()).as("not inherited").containsExactly("FLUSH 0+0 a");
        driver.completeAll();
      }
    }
  }

  /**
   * Each row: whether the device has a cache, whether the files have one, whether the drive has
   * FUA, the bio's PREFLUSH, its FUA, whether it has data, and the requests that the driver sees.
   */
  @ParameterizedTest
  @CsvSource({
    "false, true,  false, true,  false, false, FLUSH 0+0 a",
    "false, true,  false, true,  false, true,  FLUSH 0+0 a;WRITE 0+8 a",
    "false, true,  false, false, true,  true,  WRITE 0+8 a;FLUSH 0+0 a",
    "false, true,  false, true,  true,  true,  FLUSH 0+0 a;WRITE 0+8 a;FLUSH 0+0 a",
    "false, true,  true,  false, true,  true,  WRITE 0+8 a fua",
    "false, true,  true,  true,  true,  true,  FLUSH 0+0 a;WRITE 0+8 a fua",
    "true,  false, true,  true,  false, false, ''",
    "true,  false, true,  true,  true,  true,  WRITE 0+8 a",
    "true,  false, false, false, true,  true,  WRITE 0+8 a",
  })
  void stepsOfAFileDependOnTheCacheOfTheFilesNotOfTheDevice(
      boolean deviceCache,
      boolean fileCache,
      boolean fuaDrive,
      boolean preflush,
      boolean fua,
      boolean data,
      String seen) {
    for (boolean elevator : new boolean[] {false, true}) {
      try (var world = QueueWorld.virtual()) {
        ended.clear();
        var driver = new FilesDriver(4, fileCache);
        if (deviceCache) {
          driver.with(DriverFeature.VOLATILE_CACHE);
        }
        if (fuaDrive) {
          driver.with(DriverFeature.FUA);
        }
        BlockQueue queue = queue(world, driver, elevator);
        DriverFile file = driver.file("a");
        Bio bio = data ? write(world, file, 0) : world.bio().flush(file);
        bio.flags((preflush ? BioFlags.PREFLUSH : 0) | (fua ? BioFlags.FUA : 0));
        queue.submit(recordEnd(bio, "bio"));
        List<String> given = new ArrayList<>();
        while (!driver.held.isEmpty()) {
          assertThat(ended).isEmpty();
          given.add(FilesDriver.name(driver.held.getFirst()));
          driver.completeFirst();
        }
        assertThat(String.join(";", given)).isEqualTo(seen);
        assertThat(ended).containsExactly("bio OK");
      }
    }
  }

  @Test
  void writeThroughDeviceKeepsFlushesOfFilesAndEndsThoseOfTheDevice() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(2);
      driver.with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      queue.admin().setAttribute("write_cache", "write through");
      queue.submit(recordEnd(world.bio().flush(), "device"));
      queue.submit(recordEnd(world.bio().flush(queue.device()), "handle of the device"));
      assertThat(ended).containsExactly("device OK", "handle of the device OK");
      queue.submit(recordEnd(world.bio().flush(driver.file("a")), "a"));
      assertThat(driver.seen()).containsExactly("FLUSH 0+0 a");
      driver.completeAll();
    }
  }

  /** Data steps delay the flushes of their own file only. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flushDoesNotWaitForDataOfOtherFiles(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(16);
      BlockQueue queue = queue(world, driver, elevator);
      DriverFile a = driver.file("a");
      DriverFile b = driver.file("b");
      queue.submit(recordEnd(write(world, a, 0).flags(BioFlags.FUA), "data of a"));
      queue.submit(recordEnd(world.bio().flush(a), "a"));
      queue.submit(recordEnd(world.bio().flush(b), "b"));
      assertThat(driver.seen()).containsExactly("WRITE 0+8 a", "FLUSH 0+0 b");
      driver.complete("FLUSH 0+0 b");
      assertThat(ended).containsExactly("b OK");
      driver.complete("WRITE 0+8 a");
      assertThat(driver.seen()).as("one for the sync and the write").containsExactly("FLUSH 0+0 a");
      driver.completeAll();
      assertThat(ended).containsExactly("b OK", "a OK", "data of a OK");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failedFlushFailsItsFileOnlyAndBiosNameHandleAndErrno(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(16);
      BlockQueue queue = queue(world, driver, elevator);
      DriverFile a = driver.file("a");
      DriverFile b = driver.file("b");
      Bio first = recordEnd(world.bio().flush(a), "a");
      Bio preflush = recordEnd(write(world, a, 0).flags(BioFlags.PREFLUSH), "write of a");
      Bio forced = recordEnd(write(world, a, 8).flags(BioFlags.FUA), "forced write of a");
      queue.submit(first);
      queue.submit(preflush);
      queue.submit(forced);
      queue.submit(recordEnd(world.bio().flush(b), "b"));
      driver.complete("FLUSH 0+0 a", BioStatus.MEDIUM);
      assertThat(ended).containsExactly("a MEDIUM");
      driver.complete("WRITE 8+8 a");
      driver.complete("FLUSH 0+0 a", BioStatus.MEDIUM);
      assertThat(driver.seen()).as("no data after the failure").containsExactly("FLUSH 0+0 b");
      driver.completeAll();
      assertThat(ended)
          .containsExactly("a MEDIUM", "write of a MEDIUM", "forced write of a MEDIUM", "b OK");
      for (Bio each : List.of(first, preflush, forced)) {
        assertThat(each.handle()).isSameAs(a);
        assertThat(each.failure().errno()).isEqualTo(5);
      }
    }
  }

  @Test
  void oneDriverTagIsEnoughForFlushesOfManyFiles() {
    for (boolean elevator : new boolean[] {false, true}) {
      try (var world = QueueWorld.virtual()) {
        ended.clear();
        var driver = new FilesDriver(1);
        BlockQueue queue = queue(world, driver, elevator);
        for (int i = 0; i < 20; i++) {
          DriverFile file = driver.file("file " + i % 5);
          int flags = i % 2 == 0 ? BioFlags.PREFLUSH | BioFlags.FUA : 0;
          queue.submit(recordEnd(write(world, file, 100L * i).flags(flags), "bio"));
        }
        driver.completeAll();
        assertThat(ended).hasSize(20).containsOnly("bio OK");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flushesAndDataGivenBackByTheDriverKeepTheirFiles(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = queue(world, driver, elevator);
      DriverFile a = driver.file("a");
      DriverFile b = driver.file("b");
      queue.submit(recordEnd(world.bio().flush(a), "a"));
      queue.submit(recordEnd(write(world, b, 0).flags(BioFlags.PREFLUSH | BioFlags.FUA), "b"));
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        for (HeldDriver.Given given : List.copyOf(driver.held)) {
          driver.held.remove(given);
          given.hctx().requeue(given.cookie(), true);
        }
        world.pass(CoreHardwareQueue.RETRY_NANOS);
        assertThat(driver.seen()).containsExactlyInAnyOrder("FLUSH 0+0 a", "FLUSH 0+0 b");
      }
      driver.complete("FLUSH 0+0 a");
      driver.complete("FLUSH 0+0 b");
      while (!driver.held.isEmpty()) {
        HeldDriver.Given given = driver.held.removeFirst();
        order.add(FilesDriver.name(given));
        if (order.size() % 2 == 0) {
          given.hctx().complete(given.cookie(), BioStatus.OK);
        } else {
          given.hctx().requeue(given.cookie(), true);
          world.pass(CoreHardwareQueue.RETRY_NANOS);
        }
      }
      assertThat(ended).containsExactly("a OK", "b OK");
      assertThat(order).containsExactly("WRITE 0+8 b", "WRITE 0+8 b", "FLUSH 0+0 b", "FLUSH 0+0 b");
    }
  }

  /**
   * A flush request counts how often the driver gave back the present flush, not earlier ones: a
   * flush that is given back once is queued again without a pause.
   */
  @Test
  void flushGivenBackForTheFirstTimeIsQueuedAgainAtOnce() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      driver.with(DriverFeature.VOLATILE_CACHE);
      BlockQueue queue = world.queue(driver);
      DriverFile file = driver.file("a");
      for (int i = 0; i < 20; i++) {
        for (Bio bio : List.of(world.bio().flush(), world.bio().flush(file))) {
          queue.submit(bio);
          HeldDriver.Given given = driver.held.removeFirst();
          given.hctx().requeue(given.cookie(), true);
          world.virtualTime().runDeferred();
          assertThat(driver.held).as("round %s", i).hasSize(1);
          driver.completeAll();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flushesOfFilesRefusedByTheDriverAreRetried(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(2);
      BlockQueue queue = queue(world, driver, elevator);
      int[] refusals = {5};
      driver.answer = rq -> refusals[0]-- > 0 ? BioStatus.RESOURCE : BioStatus.OK;
      for (String name : List.of("a", "b", "c")) {
        queue.submit(recordEnd(world.bio().flush(driver.file(name)), name));
      }
      world.pass(30_000_000);
      driver.completeAll();
      assertThat(ended).containsExactlyInAnyOrder("a OK", "b OK", "c OK");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void driverIsAskedAboutEachLateFlush(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      List<String> asked = new ArrayList<>();
      var driver =
          new HeldDriver(8) {
            @Override
            public TimeoutAnswer timedOut(DriverQueue hctx, DriverRequest rq, long cookie) {
              asked.add(rq.handle().name());
              held.removeIf(given -> given.cookie() == cookie);
              hctx.complete(cookie, BioStatus.TIMEOUT);
              return TimeoutAnswer.DONE;
            }
          };
      BlockQueue queue = queue(world, driver, elevator);
      queue.admin().setAttribute("io_timeout", "2000");
      for (String name : List.of("a", "b", "c")) {
        var file = new DriverFile(driver, name, name, 0, LONGEST, 0);
        queue.submit(recordEnd(world.bio().flush(file), name));
      }
      world.pass(4_000_000_000L);
      assertThat(asked).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(ended).containsExactlyInAnyOrder("a TIMEOUT", "b TIMEOUT", "c TIMEOUT");
    }
  }

  /** Closing with a limit ends the bios whose flush is in flight and those that wait behind it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWithALimitEndsAllWaitingFlushes(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = queue(world, driver, elevator);
      for (String name : List.of("a", "b", "a", "b", "c")) {
        queue.submit(recordEnd(world.bio().flush(driver.file(name)), name));
      }
      queue.submit(recordEnd(write(world, driver.file("b"), 0).flags(BioFlags.FUA), "write"));
      assertThat(queue.admin().close(Duration.ofMillis(1))).isFalse();
      assertThat(ended)
          .containsExactlyInAnyOrder(
              "a IOERR", "a IOERR", "b IOERR", "b IOERR", "c IOERR", "write MEMORY_IN_USE");
      assertThat(world.errors).hasSize(4).allMatch(each -> each.contains("has not ended"));
      world.errors.clear();
      for (HeldDriver.Given late : driver.held) {
        late.hctx().complete(late.cookie(), BioStatus.OK);
      }
      driver.held.clear();
      assertThat(ended).hasSize(6);
      world.errors.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deathOfTheQueueEndsAllWaitingFlushes(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = queue(world, driver, elevator);
      for (String name : List.of("a", "b", "a", "b", "c")) {
        queue.submit(recordEnd(world.bio().flush(driver.file(name)), name));
      }
      queue.submit(recordEnd(write(world, driver.file("b"), 0).flags(BioFlags.FUA), "write"));
      queue.declareDead("test", new IllegalStateException("the cable is cut"));
      world.expectErrors("the cable is cut");
      world.virtualTime().runDeferred();
      List<String> before = List.copyOf(ended);
      // Before any assertion: closing a dead queue waits for what the driver has.
      driver.completeAll();
      assertThat(before).hasSize(5).allMatch(each -> each.endsWith(" OFFLINE"));
      assertThat(ended).hasSize(6).last().isIn("write OK", "write OFFLINE");
      assertThat(machine(queue).size()).isZero();
      assertThat(machine(queue).files()).isZero();
      assertThat(queue.admin().close(Duration.ofSeconds(1))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void freezeAndSwitchWaitForTheSequencesOfAllFiles(boolean elevator) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      world.with(new ListElevatorType());
      BlockQueue queue = world.queue(driver);
      queue.admin().switchElevator(elevator ? "list" : "none");
      for (String name : List.of("a", "b", "a")) {
        queue.submit(recordEnd(world.bio().flush(driver.file(name)), name));
      }
      queue.admin().startFreeze();
      driver.complete("FLUSH 0+0 a");
      assertThat(queue.entrance().isFrozen()).isFalse();
      driver.complete("FLUSH 0+0 b");
      assertThat(queue.entrance().isFrozen()).isFalse();
      driver.complete("FLUSH 0+0 a");
      assertThat(queue.entrance().isFrozen()).isTrue();
      queue.admin().unfreeze();
      queue.admin().setAttribute("nr_requests", "4");
      queue.admin().switchElevator(elevator ? "none" : "list");
      queue.submit(recordEnd(world.bio().flush(driver.file("a")), "after"));
      driver.completeAll();
      assertThat(ended).endsWith("after OK");
    }
  }

  /** Once warm, further files need no further objects, and none of their handles is kept. */
  @ParameterizedTest
  @CsvSource({"false, 1000000", "true, 100000"})
  void targetsServeOtherFilesOnceTheirRequestsHaveEnded(boolean elevator, int files) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      driver.withoutHistory();
      BlockQueue queue = queue(world, driver, elevator);
      int before = driver.madeForRequests;
      Bio[] bios = {world.bio(), world.bio(), world.bio()};
      for (int i = 0; i < files; i += bios.length) {
        for (int j = 0; j < bios.length; j++) {
          queue.submit(bios[j].flush(new DriverFile(driver, "file", (long) (i + j) << 40, 4096)));
        }
        assertThat(driver.held.size()).isEqualTo(bios.length);
        driver.completeAll();
      }
      assertThat(driver.madeForRequests - before).isEqualTo(bios.length);
      assertThat(machine(queue).files()).isZero();
    }
  }

  @Test
  void moreFilesAtOnceThanAreKeptStillHaveATargetEach() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(1000);
      BlockQueue queue = world.queue(driver);
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 1000; i++) {
          queue.submit(recordEnd(world.bio().flush(driver.file("file " + i)), "bio"));
        }
        assertThat(driver.held).hasSize(1000);
        assertThat(machine(queue).files()).isEqualTo(1000);
        driver.completeAll();
        assertThat(machine(queue).files()).isZero();
      }
      assertThat(ended).hasSize(2000).containsOnly("bio OK");
    }
  }

  /** A driver that cannot make the object for another flush fails the bio, and nothing is lost. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileWithoutATargetFailsTheBioWithTheCause(boolean memory) {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = world.queue(driver, new ListElevatorType());
      Bio bio = recordEnd(write(world, driver.file("a"), 0).flags(BioFlags.FUA), "a");
      driver.defect = memory ? new OutOfMemoryError("on purpose") : new IOException("on purpose");
      queue.submit(bio);
      assertThat(ended).containsExactly("a IOERR");
      assertThat(bio.failure().cause()).isSameAs(driver.defect);
      world.expectErrors("on purpose");
      driver.defect = null;
      queue.submit(bio);
      driver.completeAll();
      assertThat(ended).containsExactly("a IOERR", "a OK");
    }
  }

  @Test
  void identityWhoseEqualsThrowsGetsAFlushOfItsOwn() {
    final class Broken {
      @Override
      public boolean equals(Object other) {
        throw new IllegalStateException("equals is broken");
      }

      @Override
      public int hashCode() {
        return 1;
      }
    }

    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = world.queue(driver);
      queue.submit(recordEnd(world.bio().flush(driver.file("a", new Broken())), "a"));
      queue.submit(recordEnd(world.bio().flush(driver.file("b", new Broken())), "b"));
      assertThat(driver.seen()).containsExactly("FLUSH 0+0 a", "FLUSH 0+0 b");
      // The file of the second handle is looked up twice: once before its target is created.
      world.expectErrors("equals is broken", "equals is broken");
      driver.completeAll();
      assertThat(ended).containsExactly("a OK", "b OK");
    }
  }

  @Test
  void debugStateListsTheFilesOfFlushSequencesUpToSixtyFour() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(128);
      BlockQueue queue = world.queue(driver);
      assertThat(queue.metrics().debugState()).doesNotContain("files (");
      queue.submit(write(world, driver.file("wal-17"), 0).flags(BioFlags.FUA));
      queue.submit(world.bio().flush(driver.file("wal-17")));
      String state = queue.metrics().debugState();
      assertThat(state)
          .contains(
              """
                    files (1)
                      wal-17
                        in_data: 1
                        pending (1)
                          {.op=WRITE, .cmd_flags=SYNC, .rq_flags=FLUSH_SEQ|IO_STAT\
              """)
          .contains("own_flush (0)");
      for (int i = 0; i < 99; i++) {
        queue.submit(world.bio().flush(driver.file("run-" + i)));
      }
      String many = queue.metrics().debugState();
      assertThat(many).contains("files (100)");
      assertThat(many.lines().filter(line -> line.strip().startsWith("in_data"))).hasSize(65);
      driver.completeAll();
      assertThat(queue.metrics().debugState()).doesNotContain("files (");
    }
  }

  @Test
  void flushOfAClosedHandleIsRefused() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(2);
      BlockQueue queue = world.queue(driver);
      DriverFile file = driver.file("a");
      file.refuseBios();
      assertThatIllegalStateException()
          .isThrownBy(() -> queue.submit(world.bio().flush(file)))
          .withMessageContaining("file 'a', which is closed");
    }
  }

  /** The flush goes through a handle whose own bios are outstanding, so that it is open. */
  @Test
  void flushUsesAHandleThatIsStillOpen() {
    try (var world = QueueWorld.virtual()) {
      var driver = new FilesDriver(8);
      BlockQueue queue = world.queue(driver);
      DriverFile first = driver.file("first", "inode");
      DriverFile second = driver.file("second", "inode");
      queue.submit(recordEnd(world.bio().flush(first), "first"));
      queue.submit(recordEnd(world.bio().flush(second), "second"));
      driver.complete("FLUSH 0+0 first");
      first.refuseBios();
      assertThat(driver.seen()).containsExactly("FLUSH 0+0 second");
      queue.submit(recordEnd(world.bio().flush(second), "third"));
      driver.completeAll();
      assertThat(ended).containsExactly("first OK", "second OK", "third OK");
    }
  }
}
