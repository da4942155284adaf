package io.elevator.api;

import java.util.List;

/**
 * A block device driver that was found.
 *
 * @param name its name
 * @param description a sentence about it
 * @param source where it came from
 * @param virtualTime whether its drives live in virtual time
 * @param options what can be set when a drive is opened
 * @param unavailableReason why it cannot work on this machine, or the empty string
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
