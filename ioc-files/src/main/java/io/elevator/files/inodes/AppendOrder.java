package io.elevator.files.inodes;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gives each append its range of the file, and knows when all appends before it have ended. After a
 * failed append there is a gap in the file, which a reader of a log would take for its end. So all
 * appends behind it fail until the position is set anew. The monitor guards the fields.
 */
public final class AppendOrder {
  private final Deque<Append> open = new ArrayDeque<>();
  private long next;
  private @Nullable IOException gap;

  /** Creates the order of a file that is appended to from a position on. */
  public AppendOrder(long position) {
    next = position;
  }

  /** One append. */
  public static final class Append {
    private final long start;
    private final long length;
    private final CompletableFuture<Void> prefix = new CompletableFuture<>();
    private boolean ended;
    private @Nullable IOException failure;

    private Append(long start, long length) {
      this.start = start;
      this.length = length;
    }

    /** Returns the offset of the append's first byte. */
    public long start() {
      return start;
    }

    /** Returns the offset behind the append's last byte. */
    public long end() {
      return start + length;
    }

    /** Returns the end of this append and of all before it; a failure if one of them failed. */
    public CompletableFuture<Void> prefix() {
      return prefix;
    }
  }

  /** Returns the offset of the next append. */
  public synchronized long position() {
    return next;
  }

  /**
   * Sets the offset of the next append.
   *
   * @throws IllegalStateException if an append is in flight
   */
  public synchronized void continueFrom(long position) {
    if (!open.isEmpty()) {
      throw new IllegalStateException(
          open.size() + " appends are in flight; expected none when the position is set");
    }
    next = position;
    gap = null;
  }

  /**
   * Called after the file got a new length. Appends begin at its end if they would begin behind it
   * and none is in flight.
   */
  public synchronized void truncated(long length) {
    if (open.isEmpty()) {
      next = Math.min(next, length);
    }
  }

  /**
   * Reserves the next range.
   *
   * @param length size of the range, in bytes
   * @throws IOException if an earlier append failed
   */
  public synchronized Append reserve(long length) throws IOException {
    IOException known = gap;
    if (known != null) {
      throw behindGap(known);
    }
    Append append = new Append(next, length);
    next += length;
    open.add(append);
    return append;
  }

  private static IOException behindGap(IOException gap) {
    return new IOException(
        "an earlier append failed and left a gap; set the position of appends to go on: "
            + gap.getMessage(),
        gap);
  }

  /**
   * Ends an append.
   *
   * @param failure why it failed, or null
   */
  public void ended(Append append, @Nullable IOException failure) {
    List<Append> complete = new ArrayList<>();
    synchronized (this) {
      append.ended = true;
      append.failure = failure;
      while (!open.isEmpty() && open.getFirst().ended) {
        Append first = open.removeFirst();
        complete.add(first);
        if (gap == null) {
          gap = first.failure;
        } else if (first.failure == null) {
          first.failure = behindGap(gap);
        }
      }
    }
    for (Append each : complete) {
      IOException why = each.failure;
      if (why == null) {
        each.prefix.complete(null);
      } else {
        each.prefix.completeExceptionally(why);
      }
    }
  }
}
