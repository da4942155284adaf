package io.elevator.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.api.RequestQueue;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.DriverType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every driver of a device, as tests to inherit: a subclass returns the driver to
 * test. Each test has its own block layer with a queue on one drive. A test fails if the layer
 * reports a defect of the driver, such as a second completion.
 *
 * @see DriverFilesContract
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DriverContract {
  private static final long SEED = 20_250_102;
  private static final int BIOS = 300;
  private static final int PAGE = 4096;

  /** Called by the subclass. */
  protected DriverContract() {}

  /** Returns the driver to test. */
  protected abstract DriverType driver();

  /** Returns the options of a drive of at least 4 MiB. Called once in each test. */
  protected abstract Map<String, String> options();

  /** Returns whether the drive returns the data that was written. */
  protected boolean keepsData() {
    return true;
  }

  private DriverStage open() {
    return new DriverStage(driver(), options());
  }

  private void requireData(MemorySegment memory, int value) {
    if (keepsData()) {
      long different = memory.mismatch(DriverStage.filled(memory.byteSize(), value));
      assertEquals(-1, different, "first byte that is not " + value);
    }
  }

  /** Name, description and options of the type exist and do not change. */
  @Test
  public void theTypeDescribesItself() {
    DriverType type = driver();
    assertTrue(type.getClass().isAnnotationPresent(SpiVersion.class), "@SpiVersion");
    assertTrue(type.name().matches("[a-z0-9-]{1,15}"), type.name());
    assertFalse(type.description().isBlank(), "description");
    List<String> names = type.options().stream().map(AttributeSpec::name).toList();
    assertEquals(names.size(), names.stream().distinct().count(), () -> "options " + names);
  }

  /** Every bio ends once with OK, with more bios than the drive holds, and reads see the writes. */
  @Test
  public void everyBioEndsOnceAndReadsReturnWhatWasWritten() {
    try (DriverStage stage = open()) {
      Random random = new Random(SEED);
      List<Integer> pages = new ArrayList<>();
      for (int i = 0; i < BIOS; i++) {
        pages.add(i * 3 + random.nextInt(3));
      }
      Collections.shuffle(pages, random);
      List<Bio> writes = new ArrayList<>();
      for (int page : pages) {
        writes.add(stage.bio().write((long) page * PAGE, DriverStage.filled(PAGE, page)));
      }
      stage.allEndOnce(writes);
      List<Bio> reads = new ArrayList<>();
      List<MemorySegment> memories = new ArrayList<>();
      for (int page : pages) {
        MemorySegment memory = DriverStage.filled(PAGE, ~page);
        memories.add(memory);
        reads.add(stage.bio().read((long) page * PAGE, memory));
      }
      stage.allEndOnce(reads);
      for (int i = 0; i < BIOS; i++) {
        Bio write = writes.get(i);
        assertEquals(BioStatus.OK, write.status(), write::toString);
        assertEquals(BioStatus.OK, reads.get(i).status(), reads.get(i)::toString);
        requireData(memories.get(i), pages.get(i));
      }
    }
  }

  /** Adjacent bios, which merge, and bios of several segments move each byte to its place. */
  @Test
  public void mergedBiosAndSegmentsKeepTheirOrder() {
    try (DriverStage stage = open()) {
      List<Bio> writes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        MemorySegment[] segments = {
          DriverStage.filled(PAGE, 2 * i), DriverStage.filled(PAGE, 2 * i + 1)
        };
        writes.add(stage.bio().write(2L * i * PAGE, segments));
      }
      stage.allEndOnce(writes);
      for (int i = 0; i < 32; i++) {
        MemorySegment memory = DriverStage.filled(PAGE, ~i);
        stage.ends(BioStatus.OK, stage.bio().read((long) i * PAGE, memory));
        requireData(memory, i);
      }
    }
  }

  /** The first and the last block are served, and the one behind is not. */
  @Test
  public void theDeviceEndsAtItsCapacity() {
    try (DriverStage stage = open()) {
      int block = stage.queue.limits().logicalBlockSize();
      long end = stage.queue.capacitySectors() << 9;
      MemorySegment memory = DriverStage.filled(block, 7);
      stage.ends(BioStatus.OK, stage.bio().write(0, memory));
      stage.ends(BioStatus.OK, stage.bio().write(end - block, memory));
      stage.ends(BioStatus.OK, stage.bio().read(end - block, memory.fill((byte) 0)));
      requireData(memory, 7);
      assertNotEquals(BioStatus.OK, stage.queue.submitAndWait(stage.bio().read(end, memory)));
    }
  }

  /** Memory may begin anywhere if the drive's limits do not ask for an alignment. */
  @Test
  public void memoryHasTheAlignmentOfTheLimits() {
    try (DriverStage stage = open()) {
      QueueLimits limits = stage.queue.limits();
      long first = limits.dmaAlignmentMask() + 1L;
      MemorySegment memory = DriverStage.filled(3L * PAGE + first, 5);
      stage.ends(BioStatus.OK, stage.bio().write(0, memory, first, 3L * PAGE));
      stage.ends(BioStatus.OK, stage.bio().read(0, memory.fill((byte) 0), first, 3L * PAGE));
      requireData(memory.asSlice(first, 3L * PAGE), 5);
    }
  }

  /** Flushes and forced writes end with OK; the core spares a drive what it does not have. */
  @Test
  public void flushesAndForcedWritesEndWithOk() {
    try (DriverStage stage = open()) {
      MemorySegment memory = DriverStage.filled(PAGE, 6);
      stage.ends(BioStatus.OK, stage.bio().write(0, memory).flags(BioFlags.FUA));
      stage.ends(BioStatus.OK, stage.bio().flush());
      stage.ends(BioStatus.OK, stage.bio().read(0, memory.fill((byte) 0)));
      requireData(memory, 6);
    }
  }

  /** A drive that offers write-zeroes and discards performs them; another one refuses them. */
  @Test
  public void writeZeroesAndDiscardsAreThoseOfTheLimits() {
    try (DriverStage stage = open()) {
      QueueLimits limits = stage.queue.limits();
      MemorySegment memory = DriverStage.filled(3L * PAGE, 9);
      stage.ends(BioStatus.OK, stage.bio().write(0, memory));
      boolean zeroes = limits.maxWriteZeroesSectors() > 0;
      stage.ends(zeroes ? BioStatus.OK : BioStatus.NOTSUPP, stage.bio().writeZeroes(PAGE, PAGE));
      stage.ends(BioStatus.OK, stage.bio().read(0, memory.fill((byte) 1)));
      requireData(memory.asSlice(0, PAGE), 9);
      requireData(memory.asSlice(PAGE, PAGE), zeroes ? 0 : 9);
      requireData(memory.asSlice(2L * PAGE, PAGE), 9);
      boolean discards = limits.maxDiscardSectors() > 0;
      long granule = Math.max(PAGE, limits.discardGranularity());
      stage.ends(
          discards ? BioStatus.OK : BioStatus.NOTSUPP, stage.bio().discard(granule, granule));
      stage.ends(BioStatus.OK, stage.bio().read(0, memory.fill((byte) 1), 0, PAGE));
      requireData(memory.asSlice(0, PAGE), 9);
    }
  }

  /** A bio whose memory is closed does not end with OK, and the drive goes on. */
  @Test
  public void closedMemoryFailsItsBioOnly() {
    try (DriverStage stage = open()) {
      stage.allowDefects();
      Bio closed = stage.bio();
      try (Arena arena = Arena.ofShared()) {
        Bio ignored = closed.write(0, arena.allocate(PAGE, PAGE));
      }
      if (keepsData()) {
        BioStatus status;
        try {
          status = stage.queue.submitAndWait(closed);
        } catch (IllegalStateException e) {
          status = BioStatus.IOERR;
        }
        assertEquals(BioStatus.IOERR, status);
      }
      stage.ends(BioStatus.OK, stage.bio().write(0, DriverStage.filled(PAGE, 1)));
    }
  }

  /** A drive that was closed can be opened again, and figures can be read at any time. */
  @Test
  public void aClosedDriveCanBeOpenedAgain() {
    try (DriverStage stage = open()) {
      stage.ends(BioStatus.OK, stage.bio().write(0, DriverStage.filled(PAGE, 3)));
      assertFalse(stage.queue.metrics().statistics().values().isEmpty());
      stage.queue.close();
      assertEquals(
          BioStatus.IOERR,
          stage.queue.submitAndWait(stage.bio().read(0, DriverStage.filled(PAGE, 0))));
      try (RequestQueue again = stage.openAgain()) {
        assertEquals(
            BioStatus.OK, again.submitAndWait(stage.bio().read(0, DriverStage.filled(PAGE, 0))));
      }
    }
  }
}
