package io.elevator.core;

import io.elevator.core.registry.RegisteredDriver;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One queue's use of a driver, from before its drive is opened until it is closed. Ends once;
 * {@link #name}, the name under which it is known, is null afterwards.
 */
final class DriverUse {
  private final PluginUses uses;
  private final RegisteredDriver driver;
  private final AtomicReference<@Nullable String> name;

  /**
   * Begins.
   *
   * @throws NoSuchElementException if the driver was taken out since it was found
   */
  DriverUse(PluginUses uses, RegisteredDriver driver) {
    this.uses = uses;
    this.driver = driver;
    this.name = new AtomicReference<>(driver.name());
    if (!uses.acquire(driver.type(), driver.name())) {
      throw new NoSuchElementException(
          "the plugin of the driver '" + driver.name() + "' was removed");
    }
  }

  /** Says whose it is, once the drive has said how it is called. */
  void rename(String queue) {
    String before = name.getAndSet(queue);
    if (before != null) {
      uses.rename(driver.type(), before, queue);
    }
  }

  void end() {
    String last = name.getAndSet(null);
    if (last != null) {
      uses.release(driver.type(), last);
    }
  }
}
