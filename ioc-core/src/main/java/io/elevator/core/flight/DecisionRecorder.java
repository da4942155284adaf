package io.elevator.core.flight;

import io.elevator.core.queue.Decisions;
import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/** Records the decisions taken for one queue. Called by any thread, under the elevator's lock. */
final class DecisionRecorder implements Decisions.Listener {
  private final String queue;

  DecisionRecorder(String queue) {
    this.queue = queue;
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    DecisionEvent event = new DecisionEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.queue = queue;
    event.decision = decision;
    event.reason = reason;
    event.context = icq == null ? 0 : icq.context().id();
    event.value = value;
    event.now = now;
    event.commit();
  }
}
