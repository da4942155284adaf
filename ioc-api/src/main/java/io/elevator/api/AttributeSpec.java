package io.elevator.api;

/**
 * The description of a tunable of an elevator, an option of a driver or an attribute of a queue,
 * for listings and messages. Immutable.
 *
 * @param name name, as in sysfs
 * @param unit unit of the value, such as {@code ms}; empty for a count or a word
 * @param defaultValue initial value as text; may be a description such as {@code nr_requests}
 * @param range accepted values as text, such as {@code 0..2147483647}
 * @param writable whether the value can be changed
 * @param description one sentence for users
 */
public record AttributeSpec(
    String name,
    String unit,
    String defaultValue,
    String range,
    boolean writable,
    String description) {
  /** Returns the description of a writable attribute. */
  public static AttributeSpec tunable(
      String name, String unit, String defaultValue, String range, String description) {
    return new AttributeSpec(name, unit, defaultValue, range, true, description);
  }

  /** Returns the description of a figure that can only be read. */
  public static AttributeSpec readOnly(String name, String unit, String description) {
    return new AttributeSpec(name, unit, "", "", false, description);
  }
}
