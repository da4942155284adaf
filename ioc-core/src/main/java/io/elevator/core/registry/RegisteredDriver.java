package io.elevator.core.registry;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DriverInfo;
import io.elevator.spi.driver.DriverType;
import java.util.List;

/**
 * A driver as it was registered.
 *
 * @param type the type
 * @param name its name
 * @param virtualTime whether its drives live in virtual time
 * @param source where it came from
 * @param description a sentence about it
 * @param options what can be set
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

  /** Returns what applications see of it. */
  public DriverInfo info() {
    return new DriverInfo(name, description, source, virtualTime, options, unavailableReason());
  }

  private String unavailableReason() {
    try {
      return type.unavailableReason();
    } catch (Throwable e) {
      // A listing has to survive a broken plugin.
      return "it failed when asked: " + e;
    }
  }
}
