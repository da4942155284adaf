package io.elevator.core;

import io.elevator.spi.Clock;
import io.elevator.spi.DriverContext;
import io.elevator.spi.Timer;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** What a layer lends a driver that it opens. */
record LayerDriverContext(LayerParts parts, String driver, Map<String, String> options)
    implements DriverContext {
  @Override
  public Clock clock() {
    return parts.time();
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    return parts.time().newTimer(callback);
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
    parts.notices().accept(driver + ": " + message);
  }

  @Override
  public void report(String where, Throwable defect) {
    parts.errors().report(driver + ": " + where, defect);
  }
}
