package io.elevator.devices.sim;

import io.elevator.devices.store.SeededRandom;
import java.util.Arrays;

/**
 * When the parts of a solid-state drive are free, and so when an I/O that arrives now will end.
 *
 * <p>A read takes the controller, then a page read on the unit that holds the page, then channel
 * and link. A write ends once it is in the buffer; full pages are programmed on the units in turn,
 * and a full buffer lets a write in only when a program has ended. Reads wait for a program on
 * their unit until it is suspended, and programs wait for reads. Channels and link count their
 * backlog from the arrival on, not from when the unit is done, so that a read of a busy unit does
 * not hold up one of an idle unit behind it: their rate is right, their order is not modelled.
 *
 * <p>Garbage collection: host writes use up free flash, and as it runs low each page written brings
 * on copying of valid pages on the same unit: in the steady state (1 + s) / 2s pages programmed a
 * page written at random, with a share s of spare flash (Agarwal and Marrow, A closed-form
 * expression for write amplification in NAND flash, Globecom workshops 2010); none when written in
 * order. Not thread-safe.
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

  // The write buffer: pages being programmed, in order, and what does not fill a page yet.
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

  /** A read of some bytes arrives; returns when it ends. */
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
    // Pages cross the link while others are still read, so only the last one adds its own time.
    end += Math.min(bytes, pageBytes) * linkReadPicos / 1000 * factor;
    return Math.max(end, linkReadFree) + (long) drive.completionNanos() * factor;
  }

  private long readPage(long page, int bytes, long from, int factor) {
    int unit = (int) (page % units);
    long ready;
    if (registerPage[unit] == page) {
      ready = Math.max(from, registerReady[unit]);
    } else {
      // A sixteenth either way: pages of a cell differ, and no two units keep step for long.
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
   * A write of some bytes arrives; returns when it ends.
   *
   * @param isDurable whether it ends only when it is in the flash
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

  /** A flush arrives; returns when all that is buffered is in the flash. */
  long flush(long now, int factor) {
    long start = Math.max(now, controllerFree) + (long) drive.writeCommandNanos() * factor;
    controllerFree = start;
    long end = drive.losesCache() ? Math.max(start, programOpen(start, factor)) : start;
    return end + (long) drive.writeCompletionNanos() * factor;
  }

  /** Sectors are given up; returns when the command ends. */
  long discard(long bytes, long now, int factor) {
    long start = Math.max(now, controllerFree) + (long) drive.writeCommandNanos() * factor;
    controllerFree = start;
    freeBytes = Math.min(freeMost, freeBytes + bytes);
    return start + (long) drive.writeCompletionNanos() * factor;
  }

  private long programOpen(long now, int factor) {
    if (open > 0) {
      program(open, now, factor);
      open = 0;
    }
    return lastRelease;
  }

  /** Frees what has been programmed by an instant. */
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

  /** How long a page program keeps its unit, with the copying and erasing that it brings on. */
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
      // While nobody writes, the one-bit cells are copied out at the rate of the others.
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

  /** Returns the pages programmed for the host. */
  long programs() {
    return programs;
  }

  /** Returns the pages copied by garbage collection. */
  long copies() {
    return copies;
  }

  /** Returns the blocks erased. */
  long erases() {
    return erases;
  }
}
