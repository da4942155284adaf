package io.elevator.files.buffers;

import io.elevator.api.MemoryRegistration;
import io.elevator.api.RequestQueue;
import io.elevator.files.route.Handoffs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aligned native memory in chunks whose sizes are powers of two. The pool allocates slabs of 1 MiB
 * as they are needed, up to its limit, and keeps them until it is closed. Thread-safe; its monitor
 * guards the lists.
 */
public final class BufferPool implements AutoCloseable {
  /** Size of a slab and of the largest chunk, in bytes. */
  public static final int LARGEST = 1 << 20;

  /** Size of the smallest chunk, and the alignment of all chunks, in bytes. */
  public static final int SMALLEST = 1 << 12;

  private static final int SMALLEST_SHIFT = 12;
  private static final int LARGEST_SHIFT = 20;

  private final int smallestShift;
  private final int mostSlabs;
  private final Arena arena = Arena.ofShared();
  private final List<Deque<Chunk>> free = new ArrayList<>();
  private final Deque<ChunkReceiver> waiting = new ArrayDeque<>();
  private final List<MemoryRegistration> registrations = new ArrayList<>();
  private final Handoffs handoffs = new Handoffs();
  private @Nullable RequestQueue queue;
  private String refusal = "";
  private boolean hasAbandoned;
  private boolean closed;

  /** Slabs in order of their addresses; replaced as a whole, so that readers need no lock. */
  private volatile Slab[] slabs = {};

  /**
   * Creates a pool.
   *
   * @param limit largest memory of the pool, in bytes; at least one slab is allowed
   * @param smallest size of the smallest chunk, a power of two from {@link #SMALLEST} to {@link
   *     #LARGEST}, in bytes
   */
  public BufferPool(long limit, int smallest) {
    smallestShift = Integer.numberOfTrailingZeros(smallest);
    mostSlabs = Math.clamp(limit >> LARGEST_SHIFT, 1, 1 << 20);
    for (int shift = SMALLEST_SHIFT; shift <= LARGEST_SHIFT; shift++) {
      free.add(new ArrayDeque<>());
    }
  }

  /**
   * Takes a chunk.
   *
   * @param bytes size that the chunk has at least, from 1 to {@link #LARGEST}
   * @return the chunk, or null if the limit of the pool is reached
   */
  public @Nullable Chunk tryTake(long bytes) {
    synchronized (this) {
      return waiting.isEmpty() ? find(bytes) : null;
    }
  }

  /**
   * Gives a receiver a chunk of the smallest size as soon as there is one: before this method
   * returns, or in the thread that releases a chunk. Receivers get chunks in the order of their
   * calls.
   */
  public void takeLater(ChunkReceiver receiver) {
    Chunk taken;
    synchronized (this) {
      taken = waiting.isEmpty() ? find(1) : null;
      if (taken == null) {
        waiting.add(receiver);
        return;
      }
    }
    handoffs.run(() -> receiver.received(taken));
  }

  /** Returns a free chunk, a larger one if there is none of that size; null if there is none. */
  private @Nullable Chunk find(long bytes) {
    if (closed) {
      throw new IllegalStateException("the disk of these buffers is closed");
    }
    int asked = Math.max(smallestShift, 64 - Long.numberOfLeadingZeros(bytes - 1));
    Chunk found = free.get(asked - SMALLEST_SHIFT).pollFirst();
    if (found == null && slabs.length < mostSlabs) {
      addSlab(asked);
      found = free.get(asked - SMALLEST_SHIFT).pollFirst();
    }
    for (int shift = asked + 1; found == null && shift <= LARGEST_SHIFT; shift++) {
      found = free.get(shift - SMALLEST_SHIFT).pollFirst();
    }
    if (found != null) {
      found.begin();
    }
    return found;
  }

  private void addSlab(int shift) {
    MemorySegment memory = arena.allocate(LARGEST, SMALLEST);
    Slab added = new Slab(this, memory, shift);
    Slab[] more = Arrays.copyOf(slabs, slabs.length + 1);
    more[more.length - 1] = added;
    Arrays.sort(more, (a, b) -> Long.compareUnsigned(a.address, b.address));
    slabs = more;
    free.get(shift - SMALLEST_SHIFT).addAll(Arrays.asList(added.chunks()));
    register(memory);
  }

  /** Registers memory with the queue; after the first refusal, no more. */
  private void register(MemorySegment memory) {
    RequestQueue known = queue;
    if (known == null || !refusal.isEmpty()) {
      return;
    }
    try {
      MemoryRegistration registration = known.registerMemory(memory);
      refusal = registration.refusal();
      registrations.add(registration);
    } catch (Throwable e) {
      // Without registration the memory is as usable; the figures of the disk show the reason.
      refusal = e.toString();
    }
  }

  /** Registers the memory of this pool, now and later, with a queue in place of another one. */
  public synchronized void useQueue(@Nullable RequestQueue value) {
    endRegistrations();
    queue = value;
    refusal = "";
    for (Slab slab : slabs) {
      register(slab.memory);
    }
  }

  private void endRegistrations() {
    for (MemoryRegistration registration : registrations) {
      try {
        registration.close();
      } catch (Throwable e) {
        refusal = e.toString();
      }
    }
    registrations.clear();
  }

  /** Returns why the queue does not use registered memory; empty if it does, or there is none. */
  public synchronized String refusal() {
    return refusal;
  }

  /** Returns the memory of the pool, in bytes. */
  public long size() {
    return (long) slabs.length << LARGEST_SHIFT;
  }

  /** Returns the limit of the pool, in bytes. */
  public long limit() {
    return (long) mostSlabs << LARGEST_SHIFT;
  }

  /**
   * Adds a use to the chunk that a segment lies in.
   *
   * @return the chunk, which the caller releases; null if this pool does not own the segment
   * @throws IllegalStateException if the buffer of the segment is closed
   */
  public @Nullable Chunk use(MemorySegment segment) {
    if (!segment.isNative()) {
      return null;
    }
    long address = segment.address();
    Slab[] known = slabs;
    int low = 0;
    int high = known.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Slab slab = known[middle];
      if (Long.compareUnsigned(address, slab.address) < 0) {
        high = middle - 1;
      } else if (Long.compareUnsigned(address, slab.end) >= 0) {
        low = middle + 1;
      } else {
        Chunk chunk = slab.at(address);
        if (!chunk.addUse()) {
          throw new IllegalStateException("the buffer of this memory is closed");
        }
        return chunk;
      }
    }
    return null;
  }

  void takeBack(Chunk chunk) {
    ChunkReceiver next;
    synchronized (this) {
      next = waiting.pollFirst();
      if (next == null) {
        int shift = Long.numberOfTrailingZeros(chunk.memory().byteSize());
        free.get(shift - SMALLEST_SHIFT).addFirst(chunk);
        return;
      }
      chunk.begin();
    }
    handoffs.run(() -> next.received(chunk));
  }

  synchronized void abandoned() {
    hasAbandoned = true;
  }

  /**
   * Frees the memory, unless a device may still use a part of it. Segments that are still in use
   * are invalid from now on; accessing them throws an exception.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      endRegistrations();
      if (hasAbandoned) {
        return;
      }
      slabs = new Slab[0];
    }
    arena.close();
  }
}
