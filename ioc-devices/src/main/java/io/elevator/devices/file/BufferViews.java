package io.elevator.devices.file;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A cache of byte buffers over the memory of bios. Channels accept only byte buffers, and
 * applications use the same memory again and again.
 *
 * <p>The cache is a table in which each memory range has four possible slots, so that views rarely
 * displace each other. A thread that takes a view has exclusive use of it until it puts the view
 * back, because position and limit of a buffer are mutable; so two I/Os on the same memory never
 * share a view. Taking and putting are single atomic exchanges, and the fields that are read before
 * a view is taken are final. A view does not keep an arena open. It does keep the memory of an
 * automatic arena reachable until another view replaces it in its slot.
 */
final class BufferViews {
  private static final int WAYS = 4;

  private final AtomicReferenceArray<@Nullable View> slots;
  private final int shift;

  /**
   * Creates an empty cache.
   *
   * @param atLeast least number of slots
   */
  BufferViews(int atLeast) {
    int size = Integer.highestOneBit(Math.max(atLeast, WAYS) * 2 - 1);
    slots = new AtomicReferenceArray<>(size);
    shift = Long.SIZE - Integer.numberOfTrailingZeros(size);
  }

  /** Takes a view of a memory range, with position 0 and the limit at the end of the range. */
  View take(MemorySegment segment, long offset, int bytes) {
    int first = slotOf(segment, offset);
    for (int way = 0; way < WAYS; way++) {
      View view = slots.get(first ^ way);
      if (view != null
          && view.isViewOf(segment, offset, bytes)
          && slots.compareAndSet(first ^ way, view, null)) {
        view.buffer.limit(bytes).position(0);
        return view;
      }
    }
    View view = new View(segment, offset, segment.asSlice(offset, bytes).asByteBuffer());
    view.buffer.limit(bytes).position(0);
    return view;
  }

  /** Puts a view back into the cache, so that other threads can take it. */
  void put(View view) {
    int first = slotOf(view.segment, view.offset);
    for (int way = 0; way < WAYS; way++) {
      if (slots.get(first ^ way) == null && slots.compareAndSet(first ^ way, null, view)) {
        return;
      }
    }
    slots.set(first, view);
  }

  private int slotOf(MemorySegment segment, long offset) {
    return (int) ((((segment.address() + offset) >>> 9) * 0x9e3779b97f4a7c15L) >>> shift);
  }

  /** A byte buffer over a part of a memory segment. */
  static final class View {
    private final MemorySegment segment;
    private final long offset;
    private final ByteBuffer buffer;

    private View(MemorySegment segment, long offset, ByteBuffer buffer) {
      this.segment = segment;
      this.offset = offset;
      this.buffer = buffer;
    }

    private boolean isViewOf(MemorySegment wanted, long at, int bytes) {
      // An equal segment does not suffice: it may belong to another arena that reuses the address
      // of a closed one, or it may be read-only, so that no read can fill it.
      return offset == at
          && buffer.capacity() >= bytes
          && segment.isReadOnly() == wanted.isReadOnly()
          && segment.equals(wanted)
          && segment.scope().equals(wanted.scope());
    }

    /** Returns the byte buffer of this view. */
    ByteBuffer buffer() {
      return buffer;
    }
  }
}
