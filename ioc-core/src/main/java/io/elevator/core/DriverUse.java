package io.elevator.core;

import io.elevator.core.registry.RegisteredDriver;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The use of a driver by one queue, from before its drive is opened until it is closed. It ends at
 * most once. {@link #name} is the name of the user; null after the end.
 */
final class DriverUse {
  private final PluginUses uses;
  private final RegisteredDriver driver;
  private final AtomicReference<@Nullable String> name;

  /**
   * Begins the use, under the driver's name.
   *
   * @throws NoSuchElementException if the driver was removed since it was found
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

  /** Sets the name of the queue as the user, once it is known. */
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
