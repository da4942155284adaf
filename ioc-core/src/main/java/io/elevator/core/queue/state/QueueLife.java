package io.elevator.core.queue.state;

import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a queue is alive and, if it was declared dead, the cause.
 *
 * <p>{@link #cause} is written once, by compare-and-set, before the entrance is marked dead. So a
 * thread that finds the entrance dead for this reason also sees the cause.
 */
public final class QueueLife {
  private final String name;
  private final Entrance entrance;
  private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();

  /**
   * The cause of the death of a queue.
   *
   * @param where place that detected the cause
   * @param thrown cause as an exception
   */
  record Cause(String where, Throwable thrown) {}

  public QueueLife(String name, Entrance entrance) {
    this.name = name;
    this.entrance = entrance;
  }

  /** Sets the cause; returns false if the queue had been declared dead before. */
  public boolean end(String where, Throwable thrown) {
    return cause.compareAndSet(null, new Cause(where, thrown));
  }

  /** Returns the cause, or null if the queue was not declared dead. */
  public @Nullable Cause cause() {
    return cause.get();
  }

  /** Returns the status with which a bio ends when it finds the entrance dead. */
  public BioStatus refusal() {
    return cause.get() == null ? BioStatus.IOERR : BioStatus.OFFLINE;
  }

  /** Returns whether the queue is alive: neither dead nor closed nor being closed. */
  public boolean isAlive() {
    return !entrance.isDead();
  }

  /**
   * Throws an exception unless the queue is alive: neither dead nor closed nor being closed.
   *
   * @throws DeviceGoneException if the queue is not alive
   */
  public void requireAlive() {
    if (entrance.isDead()) {
      Cause because = cause.get();
      throw new DeviceGoneException(
          because == null
              ? "the queue " + name + " is closed"
              : "the queue "
                  + name
                  + " was declared dead by "
                  + because.where()
                  + ": "
                  + because.thrown());
    }
  }
}
