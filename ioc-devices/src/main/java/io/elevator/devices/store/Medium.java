package io.elevator.devices.store;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a drive in memory holds, and which of it would survive a power cut. Requests are applied
 * whole; a drive calls {@link #perform} at the instant at which the request takes effect.
 *
 * <p>With tracking on, the durable contents of every sector written since the last flush are kept
 * beside the pages: a flush forgets them all, a FUA write those of its own sectors, and a power cut
 * puts back a seeded choice of them, sector by sector, as a cache that writes out in any order may
 * have saved some of them.
 *
 * <p>Thread-safe: without tracking it is {@link SparsePages}; with it, each request holds the
 * monitor.
 */
public final class Medium {
  private static final int SECTOR = 512;

  /** Memory for the durable contents of all sectors of a page, with their entries in the map. */
  private static final long TRACKING_BYTES = SparsePages.PAGE_BYTES / SECTOR * (SECTOR + 96L);

  private final long capacitySectors;
  private final @Nullable SparsePages pages;
  private final @Nullable Map<Long, byte[]> durable;
  private final DataBudget budget;
  private final Consumer<String> notices;
  private final AtomicBoolean wasFull = new AtomicBoolean();

  /**
   * Creates an empty medium.
   *
   * @param capacitySectors size in sectors
   * @param keepsData false: nothing is kept, reads leave their memory as it is
   * @param tracksPower whether {@link #cutPower} will be called
   * @param notices receives a text for users, once, when memory for the contents has run out
   * @throws IllegalArgumentException if the medium keeps data and its size needs too much memory
   */
  public Medium(
      long capacitySectors, boolean keepsData, boolean tracksPower, Consumer<String> notices) {
    this(capacitySectors, keepsData, tracksPower, notices, DataBudget.HEAP);
  }

  Medium(
      long capacitySectors,
      boolean keepsData,
      boolean tracksPower,
      Consumer<String> notices,
      DataBudget budget) {
    this.capacitySectors = capacitySectors;
    this.notices = notices;
    this.budget = budget;
    durable = tracksPower && keepsData ? new HashMap<>() : null;
    long pageCost = SparsePages.PAGE_BYTES + (durable == null ? 0 : TRACKING_BYTES);
    pages = keepsData ? new SparsePages(capacitySectors << 9, budget, pageCost) : null;
  }

  /** Returns its size. */
  public long capacitySectors() {
    return capacitySectors;
  }

  /** Whether what is written is kept. */
  public boolean keepsData() {
    return pages != null;
  }

  /** Returns how many bytes of memory the contents take. */
  public long residentBytes() {
    return pages == null ? 0 : pages.pages() * SparsePages.PAGE_BYTES;
  }

  /** Performs a request: moves its data, or zeroes, or makes it durable. */
  public BioStatus perform(DriverRequest rq) {
    return perform(rq, Integer.MAX_VALUE);
  }

  /**
   * Performs a request up to a number of sectors, the rest of it never reaching the medium: a torn
   * write.
   */
  public BioStatus perform(DriverRequest rq, int mostSectors) {
    int op = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (op != 2 && rq.endSector() > capacitySectors) {
      return BioStatus.IOERR;
    }
    SparsePages data = pages;
    if (data == null) {
      return op == 34 || op == 35 ? BioStatus.NOTSUPP : BioStatus.OK;
    }
    Map<Long, byte[]> undo = durable;
    if (undo == null) {
      return apply(data, null, rq, op, mostSectors);
    }
    synchronized (this) {
      return apply(data, undo, rq, op, mostSectors);
    }
  }

  private BioStatus apply(
      SparsePages data,
      @Nullable Map<Long, byte[]> undo,
      DriverRequest rq,
      int op,
      int mostSectors) {
    switch (op) {
      case 0 -> move(data, null, rq, false, mostSectors);
      case 1 -> {
        if (!move(data, undo, rq, true, mostSectors)) {
          return full();
        }
      }
      case 2 -> {
        if (undo != null) {
          undo.clear();
        }
      }
      case 3, 5, 9 -> zero(data, undo, rq, mostSectors);
      default -> {
        return BioStatus.NOTSUPP;
      }
    }
    return BioStatus.OK;
  }

  private BioStatus full() {
    if (wasFull.compareAndSet(false, true)) {
      notices.accept(
          "writes end with 'no space': the drive keeps what is written in memory, and drives may"
              + " use "
              + (budget.bytes() >> 20)
              + " MiB for that, half of the largest heap (-Xmx); a larger heap allows more, and"
              + " simulated drives keep nothing with data=0");
    }
    return BioStatus.NOSPC;
  }

  /** Moves the data of a request. Returns false if no memory is left for written data. */
  private static boolean move(
      SparsePages data,
      @Nullable Map<Long, byte[]> undo,
      DriverRequest rq,
      boolean isWrite,
      int mostSectors) {
    long left = Math.min(rq.sectors(), mostSectors) * (long) SECTOR;
    long position = rq.sector() << 9;
    boolean isDurable = (rq.opAndFlags() & BioFlags.FUA) != 0;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      int count = bio.segmentCount();
      for (int i = 0; i < count && left > 0; i++) {
        long run = Math.min(left, bio.segmentBytes(i));
        if (!isWrite) {
          data.read(position, bio.segment(i), bio.segmentOffset(i), run);
        } else {
          keep(data, undo, position, run, isDurable);
          if (!data.write(position, bio.segment(i), bio.segmentOffset(i), run)) {
            return false;
          }
        }
        position += run;
        left -= run;
      }
    }
    return true;
  }

  private static void zero(
      SparsePages data, @Nullable Map<Long, byte[]> undo, DriverRequest rq, int mostSectors) {
    // A discard of several ranges has a bio for each, which need not follow each other.
    long left = Math.min(rq.sectors(), mostSectors);
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      long sectors = Math.min(left, bio.sectors());
      keep(data, undo, bio.sector() << 9, sectors << 9, false);
      data.zero(bio.sector() << 9, sectors << 9);
      left -= sectors;
    }
  }

  /** Keeps, or with FUA forgets, what is durable of sectors that are about to be written. */
  private static void keep(
      SparsePages data,
      @Nullable Map<Long, byte[]> undo,
      long position,
      long bytes,
      boolean isDurable) {
    if (undo == null) {
      return;
    }
    for (long sector = position >> 9; sector < (position + bytes) >> 9; sector++) {
      if (isDurable) {
        undo.remove(sector);
      } else if (!undo.containsKey(sector)) {
        byte[] before = new byte[SECTOR];
        data.read(sector << 9, before);
        undo.put(sector, before);
      }
    }
  }

  /**
   * Cuts the power: of each sector written and not made durable, a draw says whether the write is
   * lost. Without tracking, as for a drive without a volatile cache, nothing is.
   *
   * @param lossShare how likely a sector is lost, 0 to 1
   * @return how many sectors went back to what they were
   */
  public synchronized int cutPower(SeededRandom random, double lossShare) {
    Map<Long, byte[]> undo = durable;
    SparsePages data = pages;
    if (undo == null || data == null) {
      return 0;
    }
    int lost = 0;
    // In order of sector, so that the draws do not depend on the order of a hash table.
    for (Map.Entry<Long, byte[]> entry : new TreeMap<>(undo).entrySet()) {
      // A sector that was discarded meanwhile needs a page again, for which memory may be missing.
      if (random.fraction() < lossShare && data.write(entry.getKey() << 9, entry.getValue())) {
        lost++;
      }
    }
    undo.clear();
    return lost;
  }

  /** Stops counting its memory against the limit of all drives: the drive was closed. */
  public void close() {
    if (pages != null) {
      pages.release();
    }
  }
}
