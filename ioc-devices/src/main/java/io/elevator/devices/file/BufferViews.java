package io.elevator.devices.file;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Byte buffers over the memory of bios, kept for when the same memory comes again: applications use
 * theirs over and over, and a channel takes nothing but byte buffers.
 *
 * <p>A table in which each memory has four slots, so that few views displace each other. Whoever
 * takes a view has it for itself until it puts it back (position and limit of a buffer are state),
 * so two I/Os on the same memory never share one. Take and put are single atomic exchanges; what is
 * read of a view before it is taken is final. A view does not keep an arena open; of an automatic
 * arena it keeps the memory until its slot is used by another.
 */
final class BufferViews {
  private static final int WAYS = 4;

  private final AtomicReferenceArray<@Nullable View> slots;
  private final int shift;

  /** Makes a table with at least some slots. */
  BufferViews(int atLeast) {
    int size = Integer.highestOneBit(Math.max(atLeast, WAYS) * 2 - 1);
    slots = new AtomicReferenceArray<>(size);
    shift = Long.SIZE - Integer.numberOfTrailingZeros(size);
  }

  /** Takes a view of some memory, its position at the start and its limit at the end. */
  View take(MemorySegment segment, long offset, int bytes) {
    int first = slot(segment, offset);
    for (int way = 0; way < WAYS; way++) {
      View view = slots.get(first ^ way);
      if (view != null
          && view.shows(segment, offset, bytes)
          && slots.compareAndSet(first ^ way, view, null)) {
        view.buffer.limit(bytes).position(0);
        return view;
      }
    }
    View view = new View(segment, offset, segment.asSlice(offset, bytes).asByteBuffer());
    view.buffer.limit(bytes).position(0);
    return view;
  }

  /** Puts a view back. */
  void put(View view) {
    int first = slot(view.segment, view.offset);
    for (int way = 0; way < WAYS; way++) {
      if (slots.get(first ^ way) == null && slots.compareAndSet(first ^ way, null, view)) {
        return;
      }
    }
    slots.set(first, view);
  }

  private int slot(MemorySegment segment, long offset) {
    return (int) ((((segment.address() + offset) >>> 9) * 0x9e3779b97f4a7c15L) >>> shift);
  }

  /** A buffer over part of a segment. */
  static final class View {
    private final MemorySegment segment;
    private final long offset;
    private final ByteBuffer buffer;

    private View(MemorySegment segment, long offset, ByteBuffer buffer) {
      this.segment = segment;
      this.offset = offset;
      this.buffer = buffer;
    }

    private boolean shows(MemorySegment wanted, long at, int bytes) {
      // Equal segments may be of another arena, which has the address of a closed one, or a
      // read-only view, whose buffer no read can fill.
      return offset == at
          && buffer.capacity() >= bytes
          && segment.isReadOnly() == wanted.isReadOnly()
          && segment.equals(wanted)
          && segment.scope().equals(wanted.scope());
    }

    /** Returns the buffer. */
    ByteBuffer buffer() {
      return buffer;
    }
  }
}
