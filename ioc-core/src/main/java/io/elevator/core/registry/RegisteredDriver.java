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
  /** Copies the list. */
  public RegisteredDriver {
    options = List.copyOf(options);
  }

  /** Returns the description of the driver for applications. */
  public DriverInfo info() {
    return new DriverInfo(name, description, source, virtualTime, options, unavailableReason());
  }

  private String unavailableReason() {
    try {
      return type.unavailableReason();
    } catch (Throwable e) {
      // A listing must work even if a plugin is defective.
      return "it failed when asked: " + e;
    }
  }
}
