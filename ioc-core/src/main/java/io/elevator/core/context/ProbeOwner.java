package io.elevator.core.context;

import io.elevator.api.IoPriority;
import io.elevator.core.defects.ErrorSink;
import io.elevator.spi.Clock;

/**
 * Creates an icq owner that belongs to no block layer, for trying an icq factory at registration.
 */
final class ProbeOwner {
  private static final ErrorSink NO_ERRORS =
      (place, error) -> {
        throw new IllegalStateException(place, error);
      };

  private ProbeOwner() {}

  static IcqNode make() {
    IoContexts contexts = new IoContexts(new FirstInstant(), job -> job.run(), NO_ERRORS);
    QueueIcqs queue = new QueueIcqs(0, () -> true, NO_ERRORS);
    return new IcqNode(queue, new CoreContext(contexts, 0, IoPriority.NONE_VALUE));
  }

  /** A clock that always shows 1 nanosecond, for the icq that is tried. */
  private static final class FirstInstant implements Clock {
    @Override
    public long now() {
      return 1;
    }

    @Override
    public long tick(long nanos) {
      return nanos / TICK_NANOS;
    }

    @Override
    public long nanosOfTick(long tick) {
      return tick * TICK_NANOS;
    }
  }
}
