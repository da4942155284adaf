package io.elevator.files.buffers;

/** An operation that waits for a chunk. */
@FunctionalInterface
public interface ChunkReceiver {
  /** Called with a chunk that the receiver has to release. */
  void received(Chunk chunk);
}
