package io.elevator.core;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.DefectPolicy;
import io.elevator.core.context.BoundedWait;
import io.elevator.core.time.TimeBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds that an application's policy on defects has answered for one queue, and the policy
 * for its decisions.
 *
 * @param defects number of defects
 * @param window time within which they must occur
 * @param withoutDispatch time after which requests count as lost
 * @param policy policy that decides
 */
record DefectThresholds(int defects, Duration window, Duration withoutDispatch, DefectPolicy policy)
    implements DefectPolicy {
  @Override
  public boolean takesOut(Defect defect) {
    return policy.takesOut(defect);
  }

  /**
   * Asks the policy of a layer for its thresholds. In real time a thread of its own asks, because
   * the policy may not answer; if it throws, that is reported and the default thresholds are used.
   *
   * @param queue name of the queue that is opened
   * @throws AdministrationTimeoutException if the policy does not answer within the administration
   *     limit
   */
  static DefectPolicy ask(LayerParts parts, String queue) {
    DefectPolicy policy = parts.defects();
    if (policy == DEFAULT || policy == NEVER || parts.time().isVirtual()) {
      return policy;
    }
    var answered = new AtomicReference<@Nullable DefectPolicy>();
    Thread thread =
        parts.threads().newThread(() -> answered.set(answerOrDefault(policy, parts, queue)));
    thread.start();
    boolean ignored = BoundedWait.join(thread, TimeBase.nanos(parts.administrationLimit()));
    DefectPolicy answer = answered.get();
    if (answer == null) {
      throw new AdministrationTimeoutException(
          "opening the queue "
              + queue
              + ": the defect policy "
              + policy.getClass().getName()
              + " has not returned from defects, window or withoutDispatch within "
              + parts.administrationLimit());
    }
    return answer;
  }

  private static DefectPolicy answerOrDefault(DefectPolicy policy, LayerParts parts, String queue) {
    try {
      return new DefectThresholds(
          policy.defects(), policy.window(), policy.withoutDispatch(), policy);
    } catch (Throwable e) {
      parts.errors().report(queue, "defect policy", "thresholds", e);
      return new DefectThresholds(
          DEFAULT_DEFECTS, DEFAULT_WINDOW, DEFAULT_WITHOUT_DISPATCH, policy);
    }
  }
}
