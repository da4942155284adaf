package io.elevator.devices.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a drive as pages that are allocated at their first write; other parts read as
 * zeros. Pages are heap arrays, so that discarded pages and closed drives need no explicit freeing.
 * The memory of the pages counts against a limit, and a write that exceeds the limit is refused.
 *
 * <p>Thread-safe in the way a block device is: directories and pages are installed by
 * compare-and-set and read with acquire semantics. The bytes are plain, because the submitters
 * order I/Os on the same sectors, and a completion that precedes a submission orders memory
 * already.
 */
public final class SparsePages {
  /** Size of a page of the store, in bytes. */
  public static final int PAGE_BYTES = 16 << 10;

  private static final int PAGE_SHIFT = 14;
  private static final int DIRECTORY_SHIFT = 10;
  private static final int DIRECTORY_PAGES = 1 << DIRECTORY_SHIFT;

  /** Memory that a directory of pages takes, in bytes; a reference to a page counts 8 bytes. */
  private static final int DIRECTORY_BYTES = DIRECTORY_PAGES * 8;

  /**
   * Array of zeros to copy from. Filling a slice of the target instead would allocate the slice.
   */
  private static final byte[] ZEROES = new byte[PAGE_BYTES];

  private final long capacityBytes;
  private final DataBudget budget;
  private final long pageCost;

  /** Number of bytes of the memory limit that this store has reserved. */
  private final AtomicLong charged = new AtomicLong();

  private final AtomicReferenceArray<@Nullable Directory> directories;

  /**
   * Creates an empty store that takes its memory from the shared limit.
   *
   * @param capacityBytes capacity, in bytes
   */
  public SparsePages(long capacityBytes) {
    this(capacityBytes, DataBudget.HEAP, PAGE_BYTES);
  }

  /**
   * Creates an empty store of pages.
   *
   * @param capacityBytes capacity, in bytes
   * @param budget limit on the memory of the store
   * @param pageCost memory to count for each page, in bytes
   * @throws IllegalArgumentException if the table of pages alone exceeds the limit
   */
  SparsePages(long capacityBytes, DataBudget budget, long pageCost) {
    long reach = (long) PAGE_BYTES << DIRECTORY_SHIFT;
    long count = (capacityBytes + reach - 1) / reach;
    long table = count * 8;
    if (count > Integer.MAX_VALUE - 8 || !budget.take(table)) {
      throw new IllegalArgumentException(
          "size: a drive of "
              + capacityBytes
              + " bytes that keeps data needs "
              + table
              + " bytes of memory for its table of pages; drives that keep data may use "
              + budget.bytes()
              + " bytes, half of the largest heap (-Xmx), of which "
              + budget.taken()
              + " are taken; expected a smaller drive, a larger heap, or one that keeps no data");
    }
    charged.addAndGet(table);
    this.capacityBytes = capacityBytes;
    this.budget = budget;
    this.pageCost = pageCost;
    directories = new AtomicReferenceArray<>((int) count);
  }

  /**
   * Copies bytes from this store to a memory segment.
   *
   * @throws IndexOutOfBoundsException if the range exceeds the capacity
   */
  public void read(long position, MemorySegment into, long offset, long bytes) {
    requireInside(position, bytes);
    long at = position;
    long to = offset;
    long left = bytes;
    while (left > 0) {
      int within = (int) at & (PAGE_BYTES - 1);
      int run = (int) Math.min(left, PAGE_BYTES - within);
      byte[] page = page(at);
      if (page == null) {
        MemorySegment.copy(ZEROES, within, into, ValueLayout.JAVA_BYTE, to, run);
      } else {
        MemorySegment.copy(page, within, into, ValueLayout.JAVA_BYTE, to, run);
      }
      at += run;
      to += run;
      left -= run;
    }
  }

  /**
   * Copies bytes from a memory segment to this store.
   *
   * @return false if the limit on memory was reached: the bytes before the first page that could
   *     not be allocated are written, the rest is not
   * @throws IndexOutOfBoundsException if the range exceeds the capacity
   */
  public boolean write(long position, MemorySegment from, long offset, long bytes) {
    requireInside(position, bytes);
    long at = position;
    long source = offset;
    long left = bytes;
    while (left > 0) {
      int within = (int) at & (PAGE_BYTES - 1);
      int run = (int) Math.min(left, PAGE_BYTES - within);
      byte[] page = pageForWriting(at);
      if (page == null) {
        return false;
      }
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, source, page, within, run);
      at += run;
      source += run;
      left -= run;
    }
    return true;
  }

  /** Copies bytes from this store to an array. */
  void read(long position, byte[] into) {
    read(position, MemorySegment.ofArray(into), 0, into.length);
  }

  /** Copies bytes from an array to this store; returns false if the limit on memory was reached. */
  boolean write(long position, byte[] from) {
    return write(position, MemorySegment.ofArray(from), 0, from.length);
  }

  /**
   * Zeroes a range of the store, and frees the pages that lie completely in the range.
   *
   * @throws IndexOutOfBoundsException if the range exceeds the capacity
   */
  public void zero(long position, long bytes) {
    requireInside(position, bytes);
    long at = position;
    long left = bytes;
    while (left > 0) {
      int within = (int) at & (PAGE_BYTES - 1);
      int run = (int) Math.min(left, PAGE_BYTES - within);
      Directory directory = directory(at);
      if (directory == null) {
        // Skips the whole range of a directory that does not exist, so that a discard of a large
        // drive is quick.
        long reach = ((long) PAGE_BYTES << DIRECTORY_SHIFT);
        long skip = Math.min(left, reach - (at & (reach - 1)));
        at += skip;
        left -= skip;
        continue;
      }
      int index = pageIndex(at);
      if (run == PAGE_BYTES) {
        if (directory.getAndSet(index, null) != null) {
          giveBack(pageCost);
        }
      } else {
        byte[] page = directory.getAcquire(index);
        if (page != null) {
          Arrays.fill(page, within, within + run, (byte) 0);
        }
      }
      at += run;
      left -= run;
    }
  }

  /**
   * Returns the number of allocated pages. Pages that are allocated during the count may be missing
   * from it.
   */
  public long pages() {
    long pages = 0;
    for (int i = 0; i < directories.length(); i++) {
      Directory directory = directories.getAcquire(i);
      for (int j = 0; directory != null && j < DIRECTORY_PAGES; j++) {
        if (directory.getAcquire(j) != null) {
          pages++;
        }
      }
    }
    return pages;
  }

  private void requireInside(long position, long bytes) {
    if (position < 0 || bytes < 0 || position > capacityBytes - bytes) {
      throw new IndexOutOfBoundsException(
          "bytes " + position + "+" + bytes + " are outside a drive of " + capacityBytes);
    }
  }

  private @Nullable Directory directory(long position) {
    return directories.getAcquire((int) (position >>> (PAGE_SHIFT + DIRECTORY_SHIFT)));
  }

  private static int pageIndex(long position) {
    return (int) (position >>> PAGE_SHIFT) & (DIRECTORY_PAGES - 1);
  }

  private byte @Nullable [] page(long position) {
    Directory directory = directory(position);
    return directory == null ? null : directory.getAcquire(pageIndex(position));
  }

  /**
   * Returns the page at a position, which is allocated if it does not exist. Returns null if there
   * is no memory for it.
   */
  private byte @Nullable [] pageForWriting(long position) {
    Directory directory = directory(position);
    if (directory == null) {
      if (!charge(DIRECTORY_BYTES)) {
        return null;
      }
      Directory made = new Directory();
      int slot = (int) (position >>> (PAGE_SHIFT + DIRECTORY_SHIFT));
      Directory other = directories.compareAndExchange(slot, null, made);
      if (other != null) {
        giveBack(DIRECTORY_BYTES);
      }
      directory = other == null ? made : other;
    }
    int index = pageIndex(position);
    byte[] page = directory.getAcquire(index);
    if (page == null) {
      if (!charge(pageCost)) {
        return null;
      }
      byte[] made = new byte[PAGE_BYTES];
      byte[] other = directory.compareAndExchange(index, null, made);
      if (other != null) {
        giveBack(pageCost);
      }
      page = other == null ? made : other;
    }
    return page;
  }

  private boolean charge(long bytes) {
    if (!budget.take(bytes)) {
      return false;
    }
    charged.addAndGet(bytes);
    return true;
  }

  private void giveBack(long bytes) {
    charged.addAndGet(-bytes);
    budget.giveBack(bytes);
  }

  /**
   * Returns all memory of this store to the limit. Called when the drive is closed; the pages are
   * not used afterwards.
   */
  void release() {
    budget.giveBack(charged.getAndSet(0));
  }

  /** A directory: the pages of one contiguous part of the drive. */
  private static final class Directory extends AtomicReferenceArray<byte @Nullable []> {
    private static final long serialVersionUID = 1L;

    private Directory() {
      super(DIRECTORY_PAGES);
    }
  }
}
