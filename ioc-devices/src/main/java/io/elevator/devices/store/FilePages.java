package io.elevator.devices.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file as pages that are allocated at their first write; other parts read as
 * zeros. Unlike {@link SparsePages} it has no fixed size, and a short file takes little memory. The
 * memory counts against a limit, and a write that exceeds the limit is refused. Not thread-safe.
 */
final class FilePages {
  /** Size of a page, in bytes. */
  static final int PAGE_BYTES = 4 << 10;

  private static final int PAGE_SHIFT = 12;
  private static final int CHUNK_SHIFT = 9;
  private static final int CHUNK_PAGES = 1 << CHUNK_SHIFT;

  /** Number of pages for which a file's first chunk has room at first. */
  private static final int FIRST_PAGES = 4;

  /** Memory that a reference in a table counts, in bytes. */
  private static final int REFERENCE_BYTES = 8;

  private static final byte[] ZEROES = new byte[PAGE_BYTES];

  private final DataBudget budget;
  private final long pageCost;
  private @Nullable Chunk[] chunks = {};
  private long pages;
  private long charged;

  /** The pages of one contiguous part of the file. */
  private static final class Chunk {
    private @Nullable Page[] pages;

    private Chunk(int count) {
      pages = new @Nullable Page[count];
    }
  }

  /** The bytes of one page. */
  private static final class Page {
    private final byte[] bytes = new byte[PAGE_BYTES];
  }

  /** Receives the position of each page of a range that is allocated. */
  interface PageVisitor {
    /**
     * Called for one page.
     *
     * @param position position of the page's first byte in the range
     * @param bytes number of bytes of the page that lie in the range
     */
    void visit(long position, int bytes);
  }

  /**
   * Creates pages without contents.
   *
   * @param budget limit on the memory
   * @param pageCost memory to count for each page, in bytes
   */
  FilePages(DataBudget budget, long pageCost) {
    this.budget = budget;
    this.pageCost = pageCost;
  }

  /** Copies bytes of the file to a memory segment. */
  void read(long position, MemorySegment into, long offset, long bytes) {
    long at = position;
    long to = offset;
    long left = bytes;
    while (left > 0) {
      int within = (int) at & (PAGE_BYTES - 1);
      int run = (int) Math.min(left, PAGE_BYTES - within);
      Page page = page(at);
      byte[] from = page == null ? ZEROES : page.bytes;
      MemorySegment.copy(from, within, into, ValueLayout.JAVA_BYTE, to, run);
      at += run;
      to += run;
      left -= run;
    }
  }

  /**
   * Copies bytes from a memory segment to the file.
   *
   * @return false if the limit on memory was reached: the bytes before the first page that could
   *     not be allocated are written, the rest is not
   */
  boolean write(long position, MemorySegment from, long offset, long bytes) {
    long at = position;
    long source = offset;
    long left = bytes;
    while (left > 0) {
      int within = (int) at & (PAGE_BYTES - 1);
      int run = (int) Math.min(left, PAGE_BYTES - within);
      Page page = pageForWriting(at);
      if (page == null) {
        return false;
      }
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, source, page.bytes, within, run);
      at += run;
      source += run;
      left -= run;
    }
    return true;
  }

  /** Copies bytes of the file to an array. */
  void read(long position, byte[] into) {
    read(position, MemorySegment.ofArray(into), 0, into.length);
  }

  /** Copies bytes from an array to the file; returns false if the limit on memory was reached. */
  boolean write(long position, byte[] from) {
    return write(position, MemorySegment.ofArray(from), 0, from.length);
  }

  /** Zeroes a range of the file, and frees the pages that lie completely in the range. */
  void zero(long position, long bytes) {
    visit(
        position,
        bytes,
        (at, count) -> {
          Chunk chunk = chunks[(int) (at >>> (PAGE_SHIFT + CHUNK_SHIFT))];
          int index = indexInChunk(at);
          Page page = chunk == null ? null : chunk.pages[index];
          if (chunk == null || page == null) {
            return;
          }
          if (count == PAGE_BYTES) {
            chunk.pages[index] = null;
            pages--;
            giveBack(pageCost);
          } else {
            int within = (int) at & (PAGE_BYTES - 1);
            Arrays.fill(page.bytes, within, within + count, (byte) 0);
          }
        });
  }

  /** Visits the allocated pages of a range, in order. */
  void visit(long position, long bytes, PageVisitor visitor) {
    long end = Math.min(position + bytes, (long) chunks.length << (PAGE_SHIFT + CHUNK_SHIFT));
    long at = position;
    while (at < end) {
      int index = (int) (at >>> (PAGE_SHIFT + CHUNK_SHIFT));
      Chunk chunk = chunks[index];
      long chunkEnd = ((long) index + 1) << (PAGE_SHIFT + CHUNK_SHIFT);
      if (chunk == null) {
        at = chunkEnd;
        continue;
      }
      long pageEnd = Math.min(end, (at | (PAGE_BYTES - 1)) + 1);
      if (page(at) != null) {
        visitor.visit(at, (int) (pageEnd - at));
      }
      at = pageEnd;
    }
  }

  /** Returns the number of allocated pages. */
  long pages() {
    return pages;
  }

  private static int indexInChunk(long position) {
    return (int) (position >>> PAGE_SHIFT) & (CHUNK_PAGES - 1);
  }

  private @Nullable Page page(long position) {
    long index = position >>> (PAGE_SHIFT + CHUNK_SHIFT);
    Chunk chunk = index < chunks.length ? chunks[(int) index] : null;
    int within = indexInChunk(position);
    return chunk == null || within >= chunk.pages.length ? null : chunk.pages[within];
  }

  /** Returns the page at a position, allocated if need be; null if there is no memory for it. */
  private @Nullable Page pageForWriting(long position) {
    Page known = page(position);
    if (known != null) {
      return known;
    }
    Chunk chunk = chunkForWriting(position);
    if (chunk == null || !charge(pageCost)) {
      return null;
    }
    Page made = new Page();
    chunk.pages[indexInChunk(position)] = made;
    pages++;
    return made;
  }

  /** Returns a chunk with room for the page at a position; null if there is no memory for it. */
  private @Nullable Chunk chunkForWriting(long position) {
    long wanted = position >>> (PAGE_SHIFT + CHUNK_SHIFT);
    if (wanted >= chunks.length) {
      long size = Math.max(wanted + 1, chunks.length + (chunks.length >> 1));
      if (size > Integer.MAX_VALUE - 8 || !charge((size - chunks.length) * REFERENCE_BYTES)) {
        return null;
      }
      chunks = Arrays.copyOf(chunks, (int) size);
    }
    int index = (int) wanted;
    int least = indexInChunk(position) + 1;
    Chunk chunk = chunks[index];
    if (chunk == null) {
      int room = index == 0 && least <= FIRST_PAGES ? FIRST_PAGES : CHUNK_PAGES;
      if (!charge((long) room * REFERENCE_BYTES)) {
        return null;
      }
      chunk = new Chunk(room);
      chunks[index] = chunk;
    }
    int old = chunk.pages.length;
    if (old < least) {
      int room = Math.min(CHUNK_PAGES, Math.max(least, 2 * old));
      if (!charge((long) (room - old) * REFERENCE_BYTES)) {
        return null;
      }
      chunk.pages = Arrays.copyOf(chunk.pages, room);
    }
    return chunk;
  }

  private boolean charge(long bytes) {
    if (!budget.take(bytes)) {
      return false;
    }
    charged += bytes;
    return true;
  }

  private void giveBack(long bytes) {
    charged -= bytes;
    budget.giveBack(bytes);
  }

  /** Frees all pages, and returns their memory to the limit. */
  void release() {
    budget.giveBack(charged);
    charged = 0;
    pages = 0;
    chunks = new @Nullable Chunk[0];
  }
}
