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
 * The contents of a drive in memory, including which contents would survive a power cut. A request
 * takes effect as a whole; a drive calls {@link #perform} at the instant at which the request takes
 * effect.
 *
 * <p>With tracking of power cuts, the medium stores the durable contents of each sector written
 * since the last flush. A flush drops all of them, a write with FUA drops those of its own sectors,
 * and a power cut restores a random choice of them, sector by sector, because a cache that writes
 * out in any order may have saved any of the sectors.
 *
 * <p>The medium has the drive's files, too: a {@link Volume}, which performs the requests of its
 * files.
 *
 * <p>Thread-safe: without tracking, as {@link SparsePages} is; with tracking, each request holds
 * the monitor.
 */
public final class Medium {
  private static final int SECTOR = 512;

  /**
   * Memory that the durable contents of all sectors of one page need, with their map entries, in
   * bytes.
   */
  private static final long TRACKING_BYTES = trackingBytes(SparsePages.PAGE_BYTES);

  /** Size of an extent of the files' space, if the drive has no reason for another one. */
  private static final int EXTENT_BYTES = FilePages.PAGE_BYTES;

  private final long capacitySectors;
  private final @Nullable SparsePages pages;
  private final @Nullable Map<Long, byte[]> durable;
  private final DataBudget budget;
  private final Consumer<String> notices;
  private final AtomicBoolean wasFull = new AtomicBoolean();
  private final Volume volume;

  /**
   * The properties of a medium.
   *
   * @param capacitySectors capacity, in sectors of 512 bytes
   * @param keepsData whether written data is stored; if false, a read leaves the memory of its bios
   *     unchanged
   * @param losesCache whether a power cut loses data of the device that was not flushed
   * @param cutsPower whether {@link #cutPower} will be called
   * @param extentBytes size of the extents of the files' space in bytes, a power of two
   */
  public record Setup(
      long capacitySectors,
      boolean keepsData,
      boolean losesCache,
      boolean cutsPower,
      int extentBytes) {
    /** Returns the properties of a medium whose files take no more space than they need. */
    public static Setup of(
        long capacitySectors, boolean keepsData, boolean losesCache, boolean cutsPower) {
      return new Setup(capacitySectors, keepsData, losesCache, cutsPower, EXTENT_BYTES);
    }
  }

  /**
   * Creates an empty medium.
   *
   * @param notices receiver of a text for users, called once, when memory for the contents has run
   *     out
   * @throws IllegalArgumentException if the medium stores data and its capacity needs too much
   *     memory
   */
  public Medium(Setup setup, Consumer<String> notices) {
    this(setup, notices, DataBudget.HEAP);
  }

  Medium(Setup setup, Consumer<String> notices, DataBudget budget) {
    boolean keepsData = setup.keepsData();
    capacitySectors = setup.capacitySectors();
    this.notices = notices;
    this.budget = budget;
    durable = setup.losesCache() && setup.cutsPower() && keepsData ? new HashMap<>() : null;
    long pageCost = SparsePages.PAGE_BYTES + (durable == null ? 0 : TRACKING_BYTES);
    pages = keepsData ? new SparsePages(capacitySectors << 9, budget, pageCost) : null;
    // A file's data is in memory of the computer before it is on the drive, so a power cut loses it
    // even if the drive has no volatile cache.
    volume =
        new Volume(
            new Volume.Setup(
                new ExtentMap(capacitySectors << 9, setup.extentBytes()),
                keepsData,
                setup.cutsPower() && keepsData,
                budget,
                this::noticeFull));
  }

  /** Returns the memory that the durable contents of a number of bytes need, in bytes. */
  static long trackingBytes(int bytes) {
    return bytes / SECTOR * (SECTOR + 96L);
  }

  /** Returns the files of the drive. */
  public Volume volume() {
    return volume;
  }

  /** Returns the capacity, in sectors of 512 bytes. */
  public long capacitySectors() {
    return capacitySectors;
  }

  /** Returns whether written data is stored. */
  public boolean keepsData() {
    return pages != null;
  }

  /** Returns the amount of memory that the contents take, in bytes. */
  public long residentBytes() {
    return volume.residentBytes() + (pages == null ? 0 : pages.pages() * SparsePages.PAGE_BYTES);
  }

  /** Performs a request: transfers its data, zeroes its sectors, or makes data durable. */
  public BioStatus perform(DriverRequest rq) {
    return perform(rq, Integer.MAX_VALUE).status();
  }

  /**
   * Performs the first sectors of a request, as a torn write does; the rest has no effect.
   *
   * @param rq request to perform
   * @param mostSectors largest number of sectors to perform
   */
  public MediumResult perform(DriverRequest rq, int mostSectors) {
    return rq.handle() instanceof VolumeFile file
        ? volume.perform(file, rq, mostSectors)
        : MediumResult.of(performOnDevice(rq, mostSectors));
  }

  private BioStatus performOnDevice(DriverRequest rq, int mostSectors) {
    int op = rq.opAndFlags() & BioFlags.OPERATION_MASK;
    if (op != 2 && rq.endOffset() > capacitySectors << 9) {
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
          return reportFull();
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

  private BioStatus reportFull() {
    noticeFull();
    return BioStatus.NOSPC;
  }

  private void noticeFull() {
    if (wasFull.compareAndSet(false, true)) {
      notices.accept(
          "writes end with 'no space': the drive keeps what is written in memory, and drives may"
              + " use "
              + (budget.bytes() >> 20)
              + " MiB for that, half of the largest heap (-Xmx); a larger heap allows more, and"
              + " simulated drives keep nothing with data=0");
    }
  }

  /**
   * Transfers the data of a request between the pages and the memory of its bios. Returns false if
   * there is no memory for written data.
   */
  private static boolean move(
      SparsePages data,
      @Nullable Map<Long, byte[]> undo,
      DriverRequest rq,
      boolean isWrite,
      int mostSectors) {
    long left = Math.min(rq.length(), (long) mostSectors * SECTOR);
    long position = rq.offset();
    boolean isDurable = (rq.opAndFlags() & BioFlags.FUA) != 0;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      int count = bio.segmentCount();
      for (int i = 0; i < count && left > 0; i++) {
        long run = Math.min(left, bio.segmentBytes(i));
        if (!isWrite) {
          data.read(position, bio.segment(i), bio.segmentOffset(i), run);
        } else {
          storeDurableContents(data, undo, position, run, isDurable);
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
    // The loop visits each bio: a discard of several ranges has one bio for each range, and the
    // ranges need not be adjacent.
    long left = Math.min(rq.length(), (long) mostSectors << 9);
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      long bytes = Math.min(left, bio.length());
      storeDurableContents(data, undo, bio.offset(), bytes, false);
      data.zero(bio.offset(), bytes);
      left -= bytes;
    }
  }

  /**
   * Stores the durable contents of sectors that are about to be written. If the write is itself
   * durable (FUA), drops the stored contents of its sectors instead.
   */
  private static void storeDurableContents(
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
   * Cuts the power: for each sector that was written and not made durable, a random draw decides
   * whether the write is lost. Without tracking, as for a drive without a volatile cache, no write
   * is lost. Then the files lose what is not durable.
   *
   * @param random source of the draws
   * @param lossShare probability that a sector is lost, from 0 to 1
   * @return number of sectors that have their old contents again
   */
  public int cutPower(SeededRandom random, double lossShare) {
    return cutDevice(random, lossShare) + volume.cutPower(random, lossShare);
  }

  private synchronized int cutDevice(SeededRandom random, double lossShare) {
    Map<Long, byte[]> undo = durable;
    SparsePages data = pages;
    if (undo == null || data == null) {
      return 0;
    }
    int lost = 0;
    // The sectors are visited in sorted order, so that the result of the random draws does not
    // depend on the order of a hash table.
    for (Map.Entry<Long, byte[]> entry : new TreeMap<>(undo).entrySet()) {
      // A sector that was discarded after the write needs a new page, and there may be no memory
      // for the page.
      if (random.fraction() < lossShare && data.write(entry.getKey() << 9, entry.getValue())) {
        lost++;
      }
    }
    undo.clear();
    return lost;
  }

  /** Returns the memory of the contents to the shared limit. Called when the drive is closed. */
  public void close() {
    volume.close();
    if (pages != null) {
      pages.release();
    }
  }
}
