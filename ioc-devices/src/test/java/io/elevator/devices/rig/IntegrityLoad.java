package io.elevator.devices.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A load of random reads and writes of known data. Each sector that is read must have the checksum
 * of the last acknowledged write of that sector. Ranges in flight never overlap, so exactly one
 * answer is right. The load works with drives in virtual time and with drives that have threads.
 * Its monitor guards the table of checksums.
 */
public final class IntegrityLoad {
  private static final int SECTOR = 512;
  private static final int ZERO_CRC = crc(new byte[SECTOR]);

  private final DriverBench rig;
  private final boolean isVirtual;
  private final SplittableRandom random;
  private final int[] expected;
  private final boolean[] busy;
  private final int blockSectors;
  private final List<String> failures = new ArrayList<>();
  private int inFlight;
  private int readSectors;

  /** Creates a load on the first sectors of a drive. All these sectors must read as zeros. */
  public IntegrityLoad(DriverBench rig, boolean isVirtual, long seed, int sectors) {
    this.rig = rig;
    this.isVirtual = isVirtual;
    random = new SplittableRandom(seed);
    expected = new int[sectors];
    java.util.Arrays.fill(expected, ZERO_CRC);
    busy = new boolean[sectors];
    blockSectors = rig.driver().shape().limits().logicalBlockSize() / SECTOR;
  }

  /**
   * Performs random I/Os, then reads all sectors and checks them.
   *
   * @param ios number of I/Os
   * @param depth number of I/Os in flight
   */
  public void run(int ios, int depth) throws InterruptedException {
    for (int i = 0; i < ios; i++) {
      waitUntilBelow(depth);
      submitOne();
    }
    waitUntilBelow(1);
    for (int sector = 0; sector < expected.length; ) {
      int sectors = Math.min(256, expected.length - sector);
      submit(Operation.READ, 0, sector, sectors);
      sector += sectors;
      waitUntilBelow(depth);
    }
    waitUntilBelow(1);
    synchronized (this) {
      assertThat(failures).isEmpty();
      assertThat(readSectors).isGreaterThanOrEqualTo(expected.length);
    }
  }

  /** Returns the checksum that the current data of a sector must have. */
  public synchronized int expected(int sector) {
    return expected[sector];
  }

  private synchronized void submitOne() {
    int kind = random.nextInt(100);
    int most = Math.min(64, expected.length);
    int sectors = (1 + random.nextInt(most / blockSectors)) * blockSectors;
    int first = random.nextInt((expected.length - sectors) / blockSectors + 1) * blockSectors;
    if (kind < 3) {
      submit(Operation.FLUSH, 0, 0, 0);
    } else if (isFree(first, sectors)) {
      int flags = kind < 10 ? BioFlags.FUA : 0;
      submit(kind < 50 ? Operation.WRITE : Operation.READ, flags, first, sectors);
    }
  }

  private boolean isFree(int first, int sectors) {
    for (int i = first; i < first + sectors; i++) {
      if (busy[i]) {
        return false;
      }
    }
    return true;
  }

  private synchronized void submit(Operation operation, int flags, int first, int sectors) {
    inFlight++;
    java.util.Arrays.fill(busy, first, first + sectors, true);
    DriverBio bio = null;
    List<MemorySegment> parts = new ArrayList<>();
    int[] written = new int[sectors];
    if (operation != Operation.FLUSH) {
      MemorySegment memory = memory(sectors);
      if (operation == Operation.WRITE) {
        fill(memory, written);
      }
      bio = bios(operation, first, memory, parts);
    }
    rig.submit(
        rig.queue(),
        operation.code() | flags,
        first,
        bio,
        rq -> ended(operation, rq, first, sectors, parts, written));
  }

  /**
   * Returns new memory. Its address is aligned to a page in every second call, and to 4 bytes
   * otherwise.
   */
  private MemorySegment memory(int sectors) {
    long shift = random.nextBoolean() ? 0 : random.nextInt(128) * 4L;
    return DriverBench.memory(sectors * (long) SECTOR + shift).asSlice(shift);
  }

  /** Divides the data of an I/O into up to three bios with up to two segments each. */
  private @Nullable DriverBio bios(
      Operation operation, int first, MemorySegment memory, List<MemorySegment> parts) {
    DriverBio head = null;
    DriverBio tail = null;
    long at = 0;
    while (at < memory.byteSize()) {
      long left = (memory.byteSize() - at) / SECTOR / blockSectors;
      boolean isLast = head != null && random.nextInt(3) == 0;
      long blocks = isLast ? left : 1 + random.nextLong(left);
      long bytes = blocks * blockSectors * SECTOR;
      List<MemorySegment> own = new ArrayList<>();
      if (blocks > 1 && random.nextBoolean()) {
        long half = blocks / 2 * blockSectors * SECTOR;
        own.add(memory.asSlice(at, half));
        own.add(memory.asSlice(at + half, bytes - half));
      } else {
        own.add(memory.asSlice(at, bytes));
      }
      DriverBio bio = new DriverBio();
      MemorySegment[] segments = own.toArray(new MemorySegment[0]);
      if (operation == Operation.WRITE) {
        bio.write(512L * (first + at / SECTOR), segments);
      } else {
        bio.read(512L * (first + at / SECTOR), segments);
      }
      parts.addAll(own);
      if (tail == null) {
        head = bio;
      } else {
        tail.next(bio);
      }
      tail = bio;
      at += bytes;
    }
    return head;
  }

  private void fill(MemorySegment memory, int[] checksums) {
    byte[] bytes = new byte[SECTOR];
    for (int i = 0; i < checksums.length; i++) {
      random.nextBytes(bytes);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, (long) i * SECTOR, SECTOR);
      checksums[i] = crc(bytes);
    }
  }

  private synchronized void ended(
      Operation operation,
      FakeDriverRequest rq,
      int first,
      int sectors,
      List<MemorySegment> parts,
      int[] written) {
    if (rq.status() != BioStatus.OK) {
      failures.add(operation + " of " + first + "+" + sectors + " ended with " + rq.status());
    } else if (operation == Operation.WRITE) {
      System.arraycopy(written, 0, expected, first, sectors);
    } else if (operation == Operation.READ) {
      check(first, parts);
    }
    java.util.Arrays.fill(busy, first, first + sectors, false);
    inFlight--;
    notifyAll();
  }

  private void check(int first, List<MemorySegment> parts) {
    int sector = first;
    for (MemorySegment part : parts) {
      for (long at = 0; at < part.byteSize(); at += SECTOR) {
        CRC32C checksum = new CRC32C();
        checksum.update(part.asSlice(at, SECTOR).asByteBuffer());
        if ((int) checksum.getValue() != expected[sector]) {
          failures.add("sector " + sector + " read by " + first + " is not what was written last");
        }
        sector++;
        readSectors++;
      }
    }
  }

  private void waitUntilBelow(int limit) throws InterruptedException {
    if (isVirtual) {
      while (inFlight >= limit) {
        if (!rig.clock().step()) {
          throw new IllegalStateException(inFlight + " requests never end");
        }
      }
      return;
    }
    synchronized (this) {
      while (inFlight >= limit) {
        wait();
      }
    }
    if (limit == 1) {
      rig.queue().awaitIdle();
    } else {
      rig.queue().awaitFree();
    }
  }

  private static int crc(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
