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

  /**
   * Adds those of another, in order of time; of both the same part is kept, so that {@link #stride}
   * holds for what comes of it.
   */
  void add(DispatchSamples other) {
    long common = Math.max(stride, other.stride);
    while (kept(common) + other.kept(common) > LIMIT) {
      common *= 2;
    }
    long[] mergedNanos = new long[LIMIT];
    long[] mergedSectors = new long[LIMIT];
    int count = 0;
    int ours = 0;
    int theirs = 0;
    int ourStep = (int) (common / stride);
    int theirStep = (int) (common / other.stride);
    while (ours < size || theirs < other.size) {
      boolean first = theirs >= other.size || (ours < size && nanos[ours] <= other.nanos[theirs]);
      mergedNanos[count] = first ? nanos[ours] : other.nanos[theirs];
      mergedSectors[count++] = first ? sectors[ours] : other.sectors[theirs];
      if (first) {
        ours += ourStep;
      } else {
        theirs += theirStep;
      }
    }
    System.arraycopy(mergedNanos, 0, nanos, 0, count);
    System.arraycopy(mergedSectors, 0, sectors, 0, count);
    size = count;
    stride = common;
    seen = count * common;
  }

  /** How many are kept when it is one in {@code wider}, which its own stride divides. */
  private long kept(long wider) {
    long step = wider / stride;
    return (size + step - 1) / step;
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
