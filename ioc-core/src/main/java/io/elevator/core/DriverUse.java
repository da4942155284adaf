package io.elevator.core;

import io.elevator.core.registry.RegisteredDriver;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The use of a driver by one queue, from before its drive is opened until the drive is closed. The
 * use ends at most once. {@link #name} is the name under which the use is recorded; null after the
 * end.
 */
final class DriverUse {
  private final PluginUses uses;
  private final RegisteredDriver driver;
  private final AtomicReference<@Nullable String> name;

  /**
   * Records that the driver is used. The name of the use is the driver's name until {@link #rename}
   * is called.
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

  /** Changes the name of the use to the name of the queue, once that is known. */
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
