package io.elevator.workload.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Limit on the memory that jobs request by their options. A job that requests too much is refused,
 * and the message names the job, before the JVM runs out of memory. All runs of the process share
 * {@link #HEAP} and {@link #BUFFERS}. A run, and each of its phases, has a part of a limit, and the
 * part returns all its memory when it is closed. Thread-safe: one atomic count, changed by
 * compare-and-set.
 */
public final class MemoryBudget implements AutoCloseable {
  private static final int MIB = 1 << 20;

  /**
   * Limit on heap memory, three eighths of the heap. Drives that store data may use half of the
   * heap, and the rest of the command needs some memory, too.
   */
  public static final MemoryBudget HEAP =
      new MemoryBudget(
          Runtime.getRuntime().maxMemory() / 8 * 3, "three eighths of the largest heap");

  /** Limit on native memory for the data of I/Os, which the JVM itself does not limit. */
  public static final MemoryBudget BUFFERS =
      new MemoryBudget(
          Runtime.getRuntime().maxMemory(), "as many bytes as the largest heap, outside of it");

  private final @Nullable MemoryBudget whole;
  private final long bytes;
  private final String share;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Creates a limit on memory.
   *
   * @param bytes largest number of bytes that can be reserved at the same time
   * @param share description of the limit for messages
   */
  public MemoryBudget(long bytes, String share) {
    this(null, bytes, share);
  }

  private MemoryBudget(@Nullable MemoryBudget whole, long bytes, String share) {
    this.whole = whole;
    this.bytes = bytes;
    this.share = share;
  }

  /** Returns a part of this limit. The part may reserve all bytes that this limit still has. */
  public MemoryBudget part() {
    return new MemoryBudget(this, bytes, share);
  }

  /**
   * Reserves bytes of this limit.
   *
   * @param wanted number of bytes
   * @return false if fewer bytes remain; nothing is reserved then
   */
  public boolean take(long wanted) {
    if (whole != null && !whole.take(wanted)) {
      return false;
    }
    long before = taken.get();
    while (wanted <= bytes - before) {
      if (taken.compareAndSet(before, before + wanted)) {
        return true;
      }
      before = taken.get();
    }
    if (whole != null) {
      whole.giveBack(wanted);
    }
    return false;
  }

  /**
   * Returns reserved bytes to this limit.
   *
   * @param unused number of bytes
   */
  public void giveBack(long unused) {
    taken.addAndGet(-unused);
    if (whole != null) {
      whole.giveBack(unused);
    }
  }

  /** Returns the number of bytes that are reserved now. */
  public long taken() {
    return taken.get();
  }

  /**
   * Returns the message that a request for memory is refused.
   *
   * @param use purpose of the memory, as the subject of the sentence
   * @param wanted number of bytes that were requested
   */
  public String refusal(String use, long wanted) {
    return use
        + " needs "
        + words(wanted)
        + " of memory; jobs may take "
        + words(bytes)
        + " ("
        + share
        + "; IOC_JAVA_OPTS=-Xmx8g sets the heap, for instance), of which "
        + words(all().taken.get())
        + " are taken";
  }

  private MemoryBudget all() {
    return whole == null ? this : whole.all();
  }

  private static String words(long bytes) {
    return bytes < 10L * MIB ? (bytes + 1023) / 1024 + " KiB" : (bytes + MIB - 1) / MIB + " MiB";
  }

  /** Returns all bytes that this part has reserved to the limit that it is a part of. */
  @Override
  public void close() {
    giveBack(taken.get());
  }
}
