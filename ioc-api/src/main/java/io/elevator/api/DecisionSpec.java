package io.elevator.api;

/**
 * The description of one kind of decision that an elevator publishes ({@link
 * QueueListener#decided}), for listings, charts and their legends. Immutable.
 *
 * @param decision name of the decision, the constant that listeners receive
 * @param reason name of the reason, the constant that listeners receive
 * @param meaning one sentence for users: the effect of the decision and its reason
 * @param figure meaning and unit of the value that comes with the decision, such as {@code sectors
 *     served}; empty if the value has no meaning
 */
public record DecisionSpec(String decision, String reason, String meaning, String figure) {
  /**
   * Returns whether this describes a decision with these names.
   *
   * @param toldDecision name of the decision that a listener received
   * @param toldReason name of the reason that a listener received
   */
  public boolean isFor(String toldDecision, String toldReason) {
    return decision.equals(toldDecision) && reason.equals(toldReason);
  }
}
