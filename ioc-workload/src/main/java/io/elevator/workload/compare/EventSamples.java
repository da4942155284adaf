package io.elevator.workload.compare;

/**
 * Events, such as dispatches, evenly picked from a run of any length: each {@link #stride}th. Not
 * thread-safe.
 */
public final class EventSamples {
  private final long[] nanos;
  private final long[] values;
  private final int[] owners;
  private long seen;
  private long stride = 1;
  private int size;

  /** Nothing seen yet; of what comes no more than {@code limit} is kept, an even number. */
  public EventSamples(int limit) {
    nanos = new long[limit];
    values = new long[limit];
    owners = new int[limit];
  }

  /**
   * An event.
   *
   * @param value its figure, such as a sector
   * @param owner the number of whose it is
   */
  public void add(long atNanos, long value, int owner) {
    if (seen++ % stride != 0) {
      return;
    }
    if (size == nanos.length) {
      size /= 2;
      for (int i = 0; i < size; i++) {
        nanos[i] = nanos[2 * i];
        values[i] = values[2 * i];
        owners[i] = owners[2 * i];
      }
      stride *= 2;
      if ((seen - 1) % stride != 0) {
        return;
      }
    }
    nanos[size] = atNanos;
    values[size] = value;
    owners[size] = owner;
    size++;
  }

  /**
   * Adds those of another, in order of time; of both the same part is kept, so that {@link #stride}
   * holds for what comes of it.
   */
  void add(EventSamples other) {
    long common = Math.max(stride, other.stride);
    while (kept(common) + other.kept(common) > nanos.length) {
      common *= 2;
    }
    EventSamples merged = new EventSamples(nanos.length);
    int ours = 0;
    int theirs = 0;
    int ourStep = (int) (common / stride);
    int theirStep = (int) (common / other.stride);
    while (ours < size || theirs < other.size) {
      if (theirs >= other.size || (ours < size && nanos[ours] <= other.nanos[theirs])) {
        merged.add(nanos[ours], values[ours], owners[ours]);
        ours += ourStep;
      } else {
        merged.add(other.nanos[theirs], other.values[theirs], other.owners[theirs]);
        theirs += theirStep;
      }
    }
    size = merged.size;
    System.arraycopy(merged.nanos, 0, nanos, 0, size);
    System.arraycopy(merged.values, 0, values, 0, size);
    System.arraycopy(merged.owners, 0, owners, 0, size);
    stride = common;
    seen = size * common;
  }

  /** How many are kept when it is one in {@code wider}, which its own stride divides. */
  private long kept(long wider) {
    long step = wider / stride;
    return (size + step - 1) / step;
  }

  /** One in so many was kept. */
  public long stride() {
    return stride;
  }

  /** How many were kept. */
  public int size() {
    return size;
  }

  /** When one came, since the start. */
  public long nanos(int index) {
    return nanos[index];
  }

  /** Its figure. */
  public long value(int index) {
    return values[index];
  }

  /** The number of whose it is. */
  public int owner(int index) {
    return owners[index];
  }
}
