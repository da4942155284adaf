package io.elevator.files.buffers;

import java.lang.foreign.MemorySegment;

/** Adjacent chunks of one size. Immutable. */
final class Slab {
  final MemorySegment memory;
  final long address;
  final long end;
  private final int shift;
  private final Chunk[] chunks;

  /**
   * Divides memory into chunks.
   *
   * @param shift binary logarithm of the chunks' size
   */
  Slab(BufferPool pool, MemorySegment memory, int shift) {
    this.memory = memory;
    this.address = memory.address();
    this.end = address + memory.byteSize();
    this.shift = shift;
    this.chunks = new Chunk[(int) (memory.byteSize() >> shift)];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = new Chunk(pool, memory.asSlice((long) i << shift, 1L << shift));
    }
  }

  Chunk[] chunks() {
    return chunks;
  }

  /** Returns the chunk that contains an address of this slab. */
  Chunk at(long inside) {
    return chunks[(int) ((inside - address) >> shift)];
  }
}
