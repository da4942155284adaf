package io.elevator.devices.sim;

import io.elevator.api.BioFlags;
import io.elevator.api.QueueLimits;
import io.elevator.devices.store.Medium;
import io.elevator.spi.StateWriter;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * A simulated hard disk. Its arm serves one command at a time. The next command is the one with the
 * shortest positioning time after a share of the command's waiting time is subtracted (Seltzer,
 * Chen and Ousterhout, Disk scheduling revisited, 1990: aged shortest-time-first). While the disk
 * has no command, it reads the sectors after the last read ahead. A write ends when its data is in
 * the cache. Cached writes are written to the medium when no read waits, or immediately if the
 * cache is half full or a flush waits.
 */
final class HddDrive extends SimulatedDrive {
  private static final int NONE = -1;

  private final HddParameters disk;
  private final HddGeometry geometry;
  private final HddWriteCache cache;
  private final SpeedChange speed;
  private final long linkPicos;

  private long[] sector;
  private int[] sectors;
  private long[] readyAt;
  private byte[] operation;
  private int[] factor;

  /** Slots of the commands that wait for the arm. */
  private int[] waiting;

  private int waitingCount;

  /** Slots of writes that wait for room in the cache, in order of arrival. */
  private int[] parked;

  private int parkedCount;

  /** Slots of flushes that wait for the writes cached at their arrival, in order of arrival. */
  private int[] flushes;

  private int flushCount;

  private boolean isArmBusy;
  private long cylinder;
  private int cacheFactor = 1;

  // State of the read-ahead: the buffer contains the sectors that passed the heads since an
  // instant.
  private long aheadFirst = NONE;
  private long aheadFrom;
  private long aheadSince;

  private long seeks;
  private long cacheHits;

  HddDrive(
      DriverContext context,
      HddParameters disk,
      SpeedChange speed,
      Medium medium,
      boolean keepsData) {
    super(context, shape(disk), medium, keepsData);
    this.disk = disk;
    this.speed = speed;
    geometry = new HddGeometry(disk);
    cache = new HddWriteCache(disk.cacheBytes() / 2);
    linkPicos = 1_000_000 / disk.linkMbps();
    int slots = slots();
    sector = new long[slots];
    sectors = new int[slots];
    readyAt = new long[slots];
    operation = new byte[slots];
    factor = new int[slots];
    waiting = new int[slots];
    parked = new int[slots];
    flushes = new int[slots];
  }

  private static DriverShape shape(HddParameters disk) {
    QueueLimits limits =
        QueueLimits.builder()
            .physicalBlockSize(4096)
            .maxSectors(2560)
            .maxWriteZeroesSectors(65535)
            .dmaAlignmentMask(3)
            .build();
    EnumSet<DriverFeature> features = EnumSet.of(DriverFeature.ROTATIONAL);
    if (disk.hasWriteCache()) {
      features.add(DriverFeature.VOLATILE_CACHE);
      features.add(DriverFeature.FUA);
    }
    return new DriverShape("sim-hdd", disk.bytes() >> 9, limits, 1, disk.depth(), 0, features);
  }

  @Override
  void grown(int size) {
    sector = Arrays.copyOf(sector, size);
    sectors = Arrays.copyOf(sectors, size);
    readyAt = Arrays.copyOf(readyAt, size);
    operation = Arrays.copyOf(operation, size);
    factor = Arrays.copyOf(factor, size);
    waiting = Arrays.copyOf(waiting, size);
    parked = Arrays.copyOf(parked, size);
    flushes = Arrays.copyOf(flushes, size);
  }

  @Override
  void arrived(int slot, DriverRequest rq, long now) {
    int flags = rq.opAndFlags();
    long position = position(rq);
    sector[slot] = position >>> 9;
    // A request of a file may begin within a sector.
    sectors[slot] = (int) (((position & 511) + rq.length() + 511) >>> 9);
    operation[slot] = (byte) (flags & BioFlags.OPERATION_MASK);
    factor[slot] = speed.factorForNext(now);
    cacheFactor = factor[slot];
    readyAt[slot] = now + (long) disk.commandNanos() * factor[slot];
    switch (operation[slot]) {
      case 0 -> {
        if (!readFromBuffer(slot, now)) {
          queueForArm(slot, now);
        }
      }
      case 2 -> {
        flushes[flushCount++] = slot;
        serveNext(now);
      }
      default -> {
        boolean isForced = (flags & BioFlags.FUA) != 0;
        if (disk.hasWriteCache() && !isForced) {
          parked[parkedCount++] = slot;
          admit(now);
          serveNext(now);
        } else {
          queueForArm(slot, now);
        }
      }
    }
  }

  private long linkNanos(int slot) {
    return ((long) sectors[slot] << 9) * linkPicos / 1000;
  }

  private void queueForArm(int slot, long now) {
    waiting[waitingCount++] = slot;
    serveNext(now);
  }

  /**
   * Serves a read from the write cache or the read-ahead buffer, if the sectors are there or will
   * be there soon. Returns whether it served the read.
   */
  private boolean readFromBuffer(int slot, long now) {
    long done = readyAt[slot] + linkNanos(slot) * factor[slot];
    if (cache.holds(sector[slot], sectors[slot])) {
      cacheHits++;
      endAt(slot, done);
      return true;
    }
    if (aheadFirst == NONE || isArmBusy || sector[slot] < aheadFirst) {
      return false;
    }
    long end = sector[slot] + sectors[slot];
    long most = aheadFrom + (disk.cacheBytes() >> 10);
    long passed = Math.min(most, aheadFrom + geometry.sectorsIn(aheadFrom, now - aheadSince));
    if (end <= passed) {
      cacheHits++;
      endAt(slot, done);
      return true;
    }
    // The read waits if its sectors pass the heads within a quarter of a revolution. Any other read
    // ends the read-ahead.
    long soon = geometry.sectorsIn(aheadFrom, geometry.revolutionNanos() / 4);
    if (passed == most || sector[slot] > passed + soon || end > most) {
      return false;
    }
    cacheHits++;
    long media = aheadSince + geometry.transferNanos(aheadFrom, end - aheadFrom) * factor[slot];
    cylinder = geometry.cylinder(end - 1);
    aheadFrom = end;
    aheadSince = media;
    endAt(slot, Math.max(done, media));
    return true;
  }

  /** Moves parked writes into the cache, in order of arrival, and ends them. */
  private void admit(long now) {
    int admitted = 0;
    while (admitted < parkedCount) {
      int slot = parked[admitted];
      if (!cache.add(sector[slot], sectors[slot], now)) {
        break;
      }
      endAt(slot, Math.max(now, readyAt[slot]) + linkNanos(slot) * factor[slot]);
      admitted++;
    }
    if (admitted > 0) {
      parkedCount -= admitted;
      System.arraycopy(parked, admitted, parked, 0, parkedCount);
    }
  }

  /** Starts the arm on a waiting command or a cached write, if the arm is idle and there is one. */
  private void serveNext(long now) {
    if (isArmBusy) {
      return;
    }
    endFlushes(now);
    boolean mustWrite = flushCount > 0 || parkedCount > 0 || cache.isPressing();
    if (waitingCount > 0 && !(mustWrite && !cache.isEmpty())) {
      serveCommand(bestCommand(now), now);
    } else if (!cache.isEmpty()) {
      if (waitingCount > 0 && isCommandNearer(now)) {
        serveCommand(bestCommand(now), now);
      } else {
        serveRun(bestRun(now), now);
      }
    }
  }

  /**
   * Returns whether the best waiting command needs no more positioning time than the best cached
   * write. Used when the cache is so full that it must be written: if cached writes then always
   * went first, reads would starve.
   */
  private boolean isCommandNearer(long now) {
    int slot = waiting[bestCommand(now)];
    int run = bestRun(now);
    return cost(sector[slot], readyAt[slot], operation[slot] != 0, now)
        <= cost(cache.sector(run), cache.arrived(run), true, now);
  }

  private int bestCommand(long now) {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < waitingCount; i++) {
      int slot = waiting[i];
      long cost = cost(sector[slot], readyAt[slot], operation[slot] != 0, now);
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    return best;
  }

  private int bestRun(long now) {
    int best = 0;
    long least = Long.MAX_VALUE;
    int count = Math.min(cache.runs(), HddWriteCache.WINDOW);
    if (flushCount > 0) {
      count = Math.max(1, cache.runsUntil(arrivedAt(flushes[0]), count));
    }
    for (int i = 0; i < count; i++) {
      long cost = cost(cache.sector(i), cache.arrived(i), true, now);
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    return best;
  }

  private long cost(long first, long ready, boolean isWrite, long now) {
    long start = Math.max(now, ready);
    return start - now + positioning(first, isWrite, start) - (now - ready) * disk.ageing() / 1000;
  }

  private long positioning(long first, boolean isWrite, long start) {
    long seek = geometry.seekNanos(cylinder, geometry.cylinder(first));
    if (isWrite && seek > 0) {
      seek += disk.writeSettleNanos();
    }
    return seek + geometry.rotationNanos(first, start + seek);
  }

  private void serveCommand(int index, long now) {
    int slot = waiting[index];
    waiting[index] = waiting[--waitingCount];
    long start = Math.max(now, readyAt[slot]);
    boolean isWrite = operation[slot] != 0;
    long service =
        positioning(sector[slot], isWrite, start)
            + geometry.transferNanos(sector[slot], sectors[slot]);
    long end = start + service * factor[slot];
    moveTo(sector[slot], sectors[slot]);
    if (isWrite) {
      aheadFirst = NONE;
    } else {
      aheadFirst = sector[slot];
      aheadFrom = sector[slot] + sectors[slot];
      aheadSince = end;
    }
    endAt(slot, end);
    ownEventAt(end);
  }

  private void serveRun(int run, long now) {
    long first = cache.sector(run);
    int count = cache.sectors(run);
    cache.remove(run);
    long service = positioning(first, true, now) + geometry.transferNanos(first, count);
    moveTo(first, count);
    aheadFirst = NONE;
    ownEventAt(now + service * cacheFactor);
  }

  private void moveTo(long first, int count) {
    isArmBusy = true;
    seeks++;
    cylinder = geometry.cylinder(first + Math.max(count, 1) - 1);
  }

  @Override
  void ownEvent(long now) {
    isArmBusy = false;
    admit(now);
    serveNext(now);
  }

  /**
   * Ends the flushes for which all the cached writes that they wait for have been written. Called
   * when the arm is idle.
   */
  private void endFlushes(long now) {
    int done = 0;
    while (done < flushCount && (cache.isEmpty() || cache.arrived(0) > arrivedAt(flushes[done]))) {
      endAt(flushes[done], Math.max(now, readyAt[flushes[done]]));
      done++;
    }
    if (done > 0) {
      flushCount -= done;
      System.arraycopy(flushes, done, flushes, 0, flushCount);
    }
  }

  private long arrivedAt(int slot) {
    return readyAt[slot] - (long) disk.commandNanos() * factor[slot];
  }

  @Override
  public void describe(StateWriter out) {
    out.number("positionings", seeks);
    out.number("buffer_hits", cacheHits);
    out.number("cached_writes", cache.runs());
    out.number("runs_written", cache.removed());
    out.number("resident_bytes", medium().residentBytes());
  }
}
