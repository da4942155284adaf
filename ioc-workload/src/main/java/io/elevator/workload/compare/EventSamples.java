package io.elevator.workload.compare;

/**
 * Events, such as dispatches, picked evenly from a run of any length: every {@link #stride}th
 * event. Not thread-safe.
 */
public final class EventSamples {
  private final long[] nanos;
  private final long[] values;
  private final int[] owners;
  private long seen;
  private long stride = 1;
  private int size;

  /** Creates an empty sample of at most {@code limit} events, an even number. */
  public EventSamples(int limit) {
    nanos = new long[limit];
    values = new long[limit];
    owners = new int[limit];
  }

  /**
   * Adds an event to the sample, or skips it.
   *
   * @param atNanos time of the event since the start, in nanoseconds
   * @param value value of the event, such as a sector
   * @param owner number of the event's owner
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
   * Adds the events of {@code other}, ordered by time. Of both samples the same fraction of events
   * is kept, so that {@link #stride} applies to the result.
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

  /**
   * Returns the number of events that this sample would have if only one in {@code wider} events
   * were kept. {@code wider} is a multiple of the stride.
   */
  private long kept(long wider) {
    long step = wider / stride;
    return (size + step - 1) / step;
  }

  /** Returns the stride: the number of events of which one was kept. */
  public long stride() {
    return stride;
  }

  /** Returns the number of events in this sample. */
  public int size() {
    return size;
  }

  /** Returns the time of an event since the start, in nanoseconds. */
  public long nanos(int index) {
    return nanos[index];
  }

  /** Returns the value of an event, such as a sector. */
  public long value(int index) {
    return values[index];
  }

  /** Returns the number of the owner of an event. */
  public int owner(int index) {
    return owners[index];
  }
}
