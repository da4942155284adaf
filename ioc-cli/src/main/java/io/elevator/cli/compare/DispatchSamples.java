package io.elevator.cli.compare;

/** Dispatches evenly picked from a run of any length: each {@link #stride}th. Not thread-safe. */
public final class DispatchSamples {
  private static final int LIMIT = 1_500;

  private final long[] nanos = new long[LIMIT];
  private final long[] sectors = new long[LIMIT];
  private long seen;
  private long stride = 1;
  private int size;

  /** Nothing seen yet. */
  public DispatchSamples() {}

  /** A dispatch. */
  public void add(long atNanos, long sector) {
    if (seen++ % stride != 0) {
      return;
    }
    if (size == LIMIT) {
      for (int i = 0; i < LIMIT / 2; i++) {
        nanos[i] = nanos[2 * i];
        sectors[i] = sectors[2 * i];
      }
      size = LIMIT / 2;
      stride *= 2;
      if ((seen - 1) % stride != 0) {
        return;
      }
    }
    nanos[size] = atNanos;
    sectors[size] = sector;
    size++;
  }

  /** Adds those of another; which of both are kept follows from their order alone. */
  void add(DispatchSamples other) {
    for (int i = 0; i < other.size; i++) {
      add(other.nanos[i], other.sectors[i]);
    }
  }

  /** One in so many was kept. */
  long stride() {
    return stride;
  }

  /** How many were kept. */
  int size() {
    return size;
  }

  /** When one was handed to the drive, since the start. */
  long nanos(int index) {
    return nanos[index];
  }

  /** Where it went. */
  long sector(int index) {
    return sectors[index];
  }
}
