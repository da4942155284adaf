package io.elevator.devices.sim;

import io.elevator.devices.store.SeededRandom;
import java.util.Arrays;

/**
 * A model of a solid-state drive: the times at which its parts are free, from which the end of an
 * arriving I/O follows. Not thread-safe.
 *
 * <p>A read uses the controller, then a page read on the flash unit that has the page, then channel
 * and link. A write ends when it is in the buffer. Full pages are programmed on the units in turn,
 * and a full buffer admits a write only when a program has ended. A read waits for a program on its
 * unit until the program is suspended, and a program waits for reads. Channels and link count their
 * backlog from the arrival of an I/O, not from the end of the unit's work, so that a read of a busy
 * unit does not delay a read of an idle unit behind it: their rate is modelled, their order is not.
 *
 * <p>Garbage collection: host writes use up free flash. As free flash runs low, each written page
 * causes copying of valid pages on the same unit. In the steady state (1 + s) / 2s pages are
 * programmed per page written at random, with a share s of spare flash (Agarwal and Marrow, A
 * closed-form expression for write amplification in NAND flash, Globecom workshops 2010);
 * sequential writes cause no copying.
 */
final class SsdFlash {
  private static final long NO_PAGE = -1;

  private final SsdParameters drive;
  private final SeededRandom random;
  private final int units;
  private final int pageShift;
  private final long linkReadPicos;
  private final long linkWritePicos;
  private final long channelPicos;
  private final double randomAmplification;
  private final double freeHigh;
  private final double freeLow;
  private final double freeMost;

  private final long[] readFree;
  private final long[] programFree;
  private final long[] registerPage;
  private final long[] registerReady;
  private final int[] pagesSinceErase;
  private final long[] channelFree;
  private long controllerFree;
  private long linkReadFree;
  private long linkWriteFree;

  // State of the write buffer: the pages that are being programmed, in order, and the number of
  // bytes that do not fill a page yet.
  private long[] releases;
  private int[] releaseBytes;
  private long head;
  private long tail;
  private long lastRelease;
  private long buffered;
  private int open;
  private int nextUnit;

  private double freeBytes;
  private double collectionDebt;
  private double randomness;
  private long lastWriteEnd = -1;
  private double slcUsed;
  private long lastProgram;

  private long programs;
  private long copies;
  private long erases;

  SsdFlash(SsdParameters drive, long seed) {
    this.drive = drive;
    random = new SeededRandom(seed, 1);
    units = drive.channels() * drive.dies();
    pageShift = Integer.numberOfTrailingZeros(drive.pageBytes());
    linkReadPicos = 1_000_000 / drive.linkReadMbps();
    linkWritePicos = 1_000_000 / drive.linkWriteMbps();
    channelPicos = 1_000_000 / drive.channelMbps();
    double spare = drive.spare() / 1000.0;
    randomAmplification = (1 + spare) / (2 * spare);
    freeHigh = drive.bytes() * spare / 2;
    freeLow = freeHigh / 2;
    freeMost = drive.bytes() * (1 + spare);
    freeBytes = drive.fill() == 100 ? freeLow : freeMost - drive.bytes() * (drive.fill() / 100.0);
    randomness = drive.fill() == 100 ? 1 : 0;
    readFree = new long[units];
    programFree = new long[units];
    registerPage = new long[units];
    Arrays.fill(registerPage, NO_PAGE);
    registerReady = new long[units];
    pagesSinceErase = new int[units];
    channelFree = new long[drive.channels()];
    int ring = Integer.highestOneBit((int) (drive.cacheBytes() >> pageShift) + 64) * 2;
    releases = new long[ring];
    releaseBytes = new int[ring];
  }

  /**
   * Returns the end of a read that arrives now, in nanoseconds.
   *
   * @param position offset on the drive, in bytes
   * @param bytes length, in bytes
   * @param now time of the arrival, in nanoseconds
   * @param factor factor of all service times
   */
  long read(long position, int bytes, long now, int factor) {
    long start = Math.max(now, controllerFree) + (long) drive.readCommandNanos() * factor;
    controllerFree = start;
    long end = start;
    long at = position;
    long left = bytes;
    int pageBytes = drive.pageBytes();
    while (left > 0) {
      int run = (int) Math.min(left, pageBytes - (at & (pageBytes - 1)));
      end = Math.max(end, readPage(at >>> pageShift, run, start, factor));
      at += run;
      left -= run;
    }
    linkReadFree = Math.max(linkReadFree, start) + bytes * linkReadPicos / 1000 * factor;
    // The pages of a read cross the link while further pages are read, so only the last page adds
    // its transfer time.
    end += Math.min(bytes, pageBytes) * linkReadPicos / 1000 * factor;
    return Math.max(end, linkReadFree) + (long) drive.completionNanos() * factor;
  }

  private long readPage(long page, int bytes, long from, int factor) {
    int unit = (int) (page % units);
    long ready;
    if (registerPage[unit] == page) {
      ready = Math.max(from, registerReady[unit]);
    } else {
      // The time of a page read varies by a sixteenth, because the pages of a cell differ and the
      // flash units do not stay synchronous.
      long nominal = (long) drive.readNanos() * factor;
      long duration = nominal - (nominal >> 4) + (((nominal >> 3) * (random.next() >>> 48)) >> 16);
      long begin = Math.max(from, readFree[unit]);
      long programEnd = programFree[unit];
      if (programEnd > begin) {
        begin = Math.min(programEnd, begin + (long) drive.suspendNanos() * factor);
        if (programEnd > begin) {
          programFree[unit] = programEnd + duration;
        }
      }
      ready = begin + duration;
      readFree[unit] = ready;
      registerPage[unit] = page;
      registerReady[unit] = ready;
    }
    int channel = unit % channelFree.length;
    long transfer = bytes * channelPicos / 1000 * factor;
    channelFree[channel] = Math.max(channelFree[channel], from) + transfer;
    return Math.max(ready + transfer, channelFree[channel]);
  }

  /**
   * Returns the end of a write that arrives now, in nanoseconds.
   *
   * @param position offset on the drive, in bytes
   * @param bytes length, in bytes
   * @param now time of the arrival, in nanoseconds
   * @param factor factor of all service times
   * @param isDurable whether the write ends only when it is in the flash
   */
  long write(long position, int bytes, long now, int factor, boolean isDurable) {
    long start = Math.max(now, controllerFree) + (long) drive.writeCommandNanos() * factor;
    controllerFree = start;
    linkWriteFree = Math.max(linkWriteFree, start) + bytes * linkWritePicos / 1000 * factor;
    long inside = linkWriteFree;
    randomness += ((position == lastWriteEnd ? 0 : 1) - randomness) / 256;
    lastWriteEnd = position + bytes;
    release(inside);
    long admitted = inside;
    open += bytes;
    buffered += bytes;
    while (open >= drive.pageBytes()) {
      open -= drive.pageBytes();
      program(drive.pageBytes(), inside, factor);
    }
    while (buffered > drive.cacheBytes() && head != tail) {
      int slot = (int) head & (releases.length - 1);
      admitted = Math.max(admitted, releases[slot]);
      release(releases[slot]);
    }
    if (isDurable && drive.losesCache()) {
      admitted = Math.max(admitted, programOpen(inside, factor));
    }
    return admitted + (long) drive.writeCompletionNanos() * factor;
  }

  /**
   * Returns the end of a flush that arrives now, in nanoseconds. At that time all data of the write
   * buffer is in the flash.
   */
  long flush(long now, int factor) {
    long start = Math.max(now, controllerFree) + (long) drive.writeCommandNanos() * factor;
    controllerFree = start;
    long end = drive.losesCache() ? Math.max(start, programOpen(start, factor)) : start;
    return end + (long) drive.writeCompletionNanos() * factor;
  }

  /** Returns the end of a discard that arrives now, in nanoseconds. */
  long discard(long bytes, long now, int factor) {
    long start = Math.max(now, controllerFree) + (long) drive.writeCommandNanos() * factor;
    controllerFree = start;
    freed(bytes);
    return start + (long) drive.writeCompletionNanos() * factor;
  }

  /** Adds to the free flash a number of bytes that a discard has freed. */
  void freed(long bytes) {
    freeBytes = Math.min(freeMost, freeBytes + bytes);
  }

  private long programOpen(long now, int factor) {
    if (open > 0) {
      program(open, now, factor);
      open = 0;
    }
    return lastRelease;
  }

  /** Frees the space in the write buffer of the pages whose programming has ended by an instant. */
  private void release(long instant) {
    int mask = releases.length - 1;
    while (head != tail && releases[(int) head & mask] <= instant) {
      buffered -= releaseBytes[(int) head++ & mask];
    }
  }

  private void program(int bytes, long now, int factor) {
    int unit = nextUnit;
    nextUnit = unit + 1 == units ? 0 : unit + 1;
    long begin = Math.max(now, Math.max(programFree[unit], readFree[unit]));
    long end = begin + pageNanos(unit, now) * factor;
    programFree[unit] = end;
    registerPage[unit] = NO_PAGE;
    lastRelease = Math.max(lastRelease, end);
    if (tail - head == releases.length) {
      growRing();
    }
    int slot = (int) tail++ & (releases.length - 1);
    releases[slot] = lastRelease;
    releaseBytes[slot] = bytes;
  }

  /**
   * Returns the time for which a page program occupies its unit, including the copying and erasing
   * that it causes, in nanoseconds.
   */
  private long pageNanos(int unit, long now) {
    int pageBytes = drive.pageBytes();
    long nanos = programNanos(now);
    programs++;
    pagesSinceErase[unit]++;
    freeBytes -= pageBytes;
    if (freeBytes < freeHigh) {
      double pressure = Math.min(1, (freeHigh - freeBytes) / (freeHigh - freeLow));
      freeBytes += pageBytes * pressure;
      collectionDebt += (randomAmplification - 1) * randomness * pressure;
      while (collectionDebt >= 1) {
        collectionDebt -= 1;
        copies++;
        pagesSinceErase[unit]++;
        nanos += (long) drive.readNanos() + drive.programNanos();
      }
    }
    if (pagesSinceErase[unit] >= drive.pagesPerBlock()) {
      pagesSinceErase[unit] = 0;
      erases++;
      nanos += drive.eraseNanos();
    }
    return nanos;
  }

  private long programNanos(long now) {
    if (drive.slcBytes() == 0) {
      return drive.programNanos();
    }
    long idle = now - lastProgram;
    lastProgram = now;
    if (idle > 1_000_000) {
      // In the time since the last write of the host, the drive moved data from the one-bit cells
      // to the other cells, at the rate at which it programs the other cells.
      double rate = (double) units * drive.pageBytes() / drive.programNanos();
      slcUsed = Math.max(0, slcUsed - idle * rate);
    }
    if (slcUsed >= drive.slcBytes()) {
      return drive.programNanos();
    }
    slcUsed += drive.pageBytes();
    return drive.slcProgramNanos();
  }

  private void growRing() {
    int old = releases.length;
    long[] times = new long[old * 2];
    int[] sizes = new int[old * 2];
    for (int i = 0; i < old; i++) {
      int from = (int) (head + i) & (old - 1);
      times[i] = releases[from];
      sizes[i] = releaseBytes[from];
    }
    releases = times;
    releaseBytes = sizes;
    head = 0;
    tail = old;
  }

  /** Returns the number of pages programmed for the host. */
  long programs() {
    return programs;
  }

  /** Returns the number of pages copied by garbage collection. */
  long copies() {
    return copies;
  }

  /** Returns the number of flash blocks that were erased. */
  long erases() {
    return erases;
  }
}
