package io.elevator.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;

/** Texts of vectors that tests write. */
final class VectorText {
  static final String HEADER =
      """
      V 1
      E fifo
      Q hw_queues=1 queue_depth=2 nr_requests=64 cpus=2 rotational=0 max_sectors=256 \
      max_segments=64 nomerges=0 hz=1000 start_ns=5000000000 jiffies0=18446744073709551615
      """;

  private VectorText() {}

  static ConformanceVector read(String text) throws IOException {
    return new VectorReader("test.vec").read(new BufferedReader(new StringReader(text)));
  }

  /** Reads a vector that consists of the usual header and the given lines. */
  static ConformanceVector withHeader(String lines) throws IOException {
    return read(HEADER + lines);
  }
}
