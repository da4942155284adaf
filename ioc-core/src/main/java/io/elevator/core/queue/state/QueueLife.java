package io.elevator.core.queue.state;

import io.elevator.api.BioStatus;
import io.elevator.api.DeviceGoneException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a queue lives, and why it was declared dead.
 *
 * <p>{@link #cause} is written once, by compare-and-set, before the entrance is marked dead: a
 * thread that finds the entrance dead because of it therefore sees it.
 */
public final class QueueLife {
  private final String name;
  private final Entrance entrance;
  private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();

  /**
   * The cause of a death.
   *
   * @param where place that found out
   * @param thrown reason as an exception
   */
  record Cause(String where, Throwable thrown) {}

  public QueueLife(String name, Entrance entrance) {
    this.name = name;
    this.entrance = entrance;
  }

  /** Sets the cause; returns false if the queue was declared dead before. */
  public boolean end(String where, Throwable thrown) {
    return cause.compareAndSet(null, new Cause(where, thrown));
  }

  /** Returns the cause, or null while the queue was not declared dead. */
  public @Nullable Cause cause() {
    return cause.get();
  }

  /** Returns the status of a bio that finds the entrance dead. */
  public BioStatus refusal() {
    return cause.get() == null ? BioStatus.IOERR : BioStatus.OFFLINE;
  }

  /**
   * Requires that the queue is neither dead nor closed nor being closed.
   *
   * @throws DeviceGoneException if it is
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
