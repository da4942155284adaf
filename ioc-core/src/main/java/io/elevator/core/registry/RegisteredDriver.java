package io.elevator.core.registry;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DriverInfo;
import io.elevator.spi.driver.DriverType;
import java.util.List;

/**
 * A registered driver, with the results that its type's descriptive methods gave at registration.
 *
 * @param type driver type
 * @param name name of the driver
 * @param virtualTime whether its drives require virtual time
 * @param source origin of the driver, for listings
 * @param description description in one sentence
 * @param options options of its drives
 */
public record RegisteredDriver(
    DriverType type,
    String name,
    boolean virtualTime,
    String source,
    String description,
    List<AttributeSpec> options) {
  /** Copies the list of options, because the plugin may change its own list later. */
  public RegisteredDriver {
    options =
        RegisteredElevator.copy(
            options, "the driver " + name + " (" + type.getClass().getName() + ")", "options");
  }

  /** Returns the description of the driver that applications see. */
  public DriverInfo info() {
    return new DriverInfo(name, description, source, virtualTime, options, unavailableReason());
  }

  private String unavailableReason() {
    try {
      return type.unavailableReason();
    } catch (Throwable e) {
      // The exception becomes a part of the description, because a listing must work even if a
      // plugin is defective.
      return "it failed when asked: " + e;
    }
  }
}
