package io.elevator.api;

/**
 * Describes one kind of decision that an elevator tells of ({@link QueueListener#decided}), for
 * listings, charts and their legends.
 *
 * @param decision what is decided, the constant that listeners are given
 * @param reason why, the constant that listeners are given
 * @param meaning a sentence for users: what happens then, and why
 * @param figure what the value is that comes with it, unit included, such as {@code sectors
 *     served}; empty if it means nothing
 */
public record DecisionSpec(String decision, String reason, String meaning, String figure) {
  /** Whether a listener was told of this kind of decision. */
  public boolean isFor(String toldDecision, String toldReason) {
    return decision.equals(toldDecision) && reason.equals(toldReason);
  }
}
