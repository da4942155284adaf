package io.elevator.api;

import java.util.List;

/**
 * The description of an available block device driver. Immutable.
 *
 * @param name name of the driver
 * @param description one sentence about the driver
 * @param source origin of the driver, such as a jar or a module
 * @param virtualTime whether drives of this driver run in virtual time
 * @param options options that a drive can be opened with
 * @param unavailableReason reason why the driver cannot work on this machine, or the empty string
 */
public record DriverInfo(
    String name,
    String description,
    String source,
    boolean virtualTime,
    List<AttributeSpec> options,
    String unavailableReason) {
  /** Copies the list. */
  public DriverInfo {
    options = List.copyOf(options);
  }
}
