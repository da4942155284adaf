package io.elevator.integration.scene;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.DriverContext;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * The actions of a drive in virtual time. They are performed in the order of their instants, and
 * those of one instant in the order in which they were added.
 */
public final class TimedActions implements AutoCloseable {
  private static final long HOLD_NANOS = 1_000_000;

  private final Clock clock;
  private final Timer timer;
  private final BooleanSupplier holding;
  private final PriorityQueue<Scheduled> scheduled = new PriorityQueue<>();
  private long added;

  private record Scheduled(long due, long number, Runnable action)
      implements Comparable<Scheduled> {
    @Override
    public int compareTo(Scheduled other) {
      return due != other.due ? Long.compare(due, other.due) : Long.compare(number, other.number);
    }
  }

  /** Creates the actions of a drive. */
  public TimedActions(DriverContext context) {
    this(context, () -> false);
  }

  /**
   * Creates the actions of a drive.
   *
   * @param holding returns whether actions that are due must wait; asked again every millisecond
   */
  public TimedActions(DriverContext context, BooleanSupplier holding) {
    this.holding = holding;
    clock = context.clock();
    timer = context.newTimer(this::perform);
  }

  /** Schedules an action after a number of nanoseconds. */
  public void after(long nanos, Runnable action) {
    scheduled.add(new Scheduled(clock.now() + nanos, added++, action));
    arm();
  }

  private void arm() {
    Scheduled first = scheduled.peek();
    if (first != null) {
      timer.arm(first.due);
    }
  }

  private void perform(long now) {
    if (holding.getAsBoolean()) {
      timer.arm(now + HOLD_NANOS);
      return;
    }
    for (Scheduled first = scheduled.peek();
        first != null && first.due <= now;
        first = scheduled.peek()) {
      scheduled.remove();
      first.action.run();
    }
    arm();
  }

  @Override
  public void close() {
    timer.close();
  }
}
