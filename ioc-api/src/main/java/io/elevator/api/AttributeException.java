package io.elevator.api;

/**
 * Thrown when an attribute, a tunable or an option refuses a value; the old value stays in force.
 * The message names the attribute, the refused text and the values that fit.
 */
public final class AttributeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The reason of the refusal. */
  public enum Reason {
    /** The text is not a value of this attribute ({@code EINVAL} in Linux). */
    INVALID,
    /** The number is out of range ({@code ERANGE} in Linux). */
    OUT_OF_RANGE
  }

  private final Reason reason;

  /**
   * Creates the exception.
   *
   * @param reason reason of the refusal
   * @param message name of the attribute, refused text and values that fit
   */
  public AttributeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns the reason of the refusal. */
  public Reason reason() {
    return reason;
  }
}
