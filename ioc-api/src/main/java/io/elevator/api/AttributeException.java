package io.elevator.api;

/**
 * A value that an attribute refused; the old value stays. The message names the attribute, the text
 * and what fits.
 */
public final class AttributeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Why it was refused. */
  public enum Reason {
    /** Not a value of this kind; the reference's EINVAL. */
    INVALID,
    /** A number that does not fit; the reference's ERANGE. */
    OUT_OF_RANGE
  }

  private final Reason reason;

  /** Makes one. */
  public AttributeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why it was refused. */
  public Reason reason() {
    return reason;
  }
}
