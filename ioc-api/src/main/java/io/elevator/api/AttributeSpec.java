package io.elevator.api;

/**
 * Describes a tunable of an elevator, an option of a driver or an attribute of a queue, for
 * listings and messages.
 *
 * @param name its name, as in sysfs
 * @param unit its unit, such as {@code ms}; empty when it is a count or a word
 * @param defaultValue what it is at the start, as text; may be words such as {@code nr_requests}
 * @param range what is accepted, in words such as {@code 0..2147483647}
 * @param writable whether it can be changed
 * @param description a sentence for users
 */
public record AttributeSpec(
    String name,
    String unit,
    String defaultValue,
    String range,
    boolean writable,
    String description) {
  /** A writable tunable. */
  public static AttributeSpec tunable(
      String name, String unit, String defaultValue, String range, String description) {
    return new AttributeSpec(name, unit, defaultValue, range, true, description);
  }

  /** A figure that can only be read. */
  public static AttributeSpec readOnly(String name, String unit, String description) {
    return new AttributeSpec(name, unit, "", "", false, description);
  }
}
