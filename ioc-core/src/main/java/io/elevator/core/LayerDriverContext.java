package io.elevator.core;

import io.elevator.core.queue.BlockQueue;
import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.DriverContext;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The services that a block layer gives to a driver. A drive is opened before its queue is created.
 * If the driver declares the drive dead in between, the declaration is stored until the queue is
 * set. {@link #lock} guards the queue and the stored declaration; nothing is called while it is
 * held.
 */
final class LayerDriverContext implements DriverContext {
  private final LayerParts parts;
  private final String driver;
  private final Map<String, String> options;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable BlockQueue queue;
  private @Nullable String deathPlace;
  private @Nullable Throwable deathCause;

  LayerDriverContext(LayerParts parts, String driver, Map<String, String> options) {
    this.parts = parts;
    this.driver = driver;
    this.options = options;
  }

  /**
   * Sets the queue of the drive. If the drive was declared dead before this call, declares the
   * queue dead at once.
   */
  void queue(BlockQueue value) {
    String where;
    Throwable cause;
    lock.lock();
    try {
      queue = value;
      where = deathPlace;
      cause = deathCause;
    } finally {
      lock.unlock();
    }
    if (where != null && cause != null) {
      value.declareDead("driver: " + where, cause);
    }
  }

  @Override
  public Map<String, String> options() {
    return options;
  }

  @Override
  public Clock clock() {
    return parts.time();
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    return parts
        .time()
        .newTimer(now -> {
          try {
            if (!parts.time().isVirtual()) {
              BlockQueue.servesTimers();
            }
            callback.fired(now);
          } catch (Throwable e) {
            parts.errors().report(driver, "", "timer", e);
          }
        });
  }

  @Override
  public ThreadFactory threads() {
    return parts.threads();
  }

  @Override
  public long seed() {
    return parts.seed();
  }

  @Override
  public void notice(String message) {
    try {
      parts.notices().accept(driver + ": " + message);
    } catch (Throwable e) {
      parts.errors().report(driver, "", "notice", e);
    }
  }

  @Override
  public void report(String where, Throwable defect) {
    parts.errors().report(driver, "", where, defect);
  }

  @Override
  public void declareDead(String where, Throwable cause) {
    BlockQueue present;
    lock.lock();
    try {
      present = queue;
      if (present == null && deathPlace == null) {
        deathPlace = where;
        deathCause = cause;
      }
    } finally {
      lock.unlock();
    }
    if (present != null) {
      present.declareDead("driver: " + where, cause);
    }
  }
}
