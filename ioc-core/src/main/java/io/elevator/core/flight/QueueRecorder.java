package io.elevator.core.flight;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.IoContext;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one queue to flight recordings. Its only state is the queue's name. Any
 * thread may call it, under locks of the queue, as {@link QueueListener} specifies.
 *
 * <p>Each method creates an event of its own class and checks {@code shouldCommit} itself, although
 * the methods look alike, so that the JIT compiler can remove the allocation of events that no
 * recording wants.
 */
final class QueueRecorder implements QueueListener {
  private final String queue;

  QueueRecorder(String queue) {
    this.queue = queue;
  }

  private void commit(StageEvent event, RequestView rq, long now) {
    event.fill(queue, rq, now);
    event.commit();
  }

  @Override
  public void queued(Bio bio, long now) {
    QueuedEvent event = new QueuedEvent();
    if (event.shouldCommit()) {
      event.fill(queue, bio, now);
      event.commit();
    }
  }

  @Override
  public void tagged(RequestView rq, long now) {
    StageEvent.Tagged event = new StageEvent.Tagged();
    if (event.shouldCommit()) {
      commit(event, rq, now);
    }
  }

  @Override
  public void inserted(RequestView rq, long now) {
    StageEvent.Inserted event = new StageEvent.Inserted();
    if (event.shouldCommit()) {
      commit(event, rq, now);
    }
  }

  @Override
  public void merged(RequestView rq, Bio bio, long now) {
    StageEvent.Merged event = new StageEvent.Merged();
    if (event.shouldCommit()) {
      event.bioSector = bio.offset() >>> 9;
      event.bioSectors = bio.sectors();
      commit(event, rq, now);
    }
  }

  @Override
  public void absorbed(RequestView rq, long now) {
    StageEvent.Absorbed event = new StageEvent.Absorbed();
    if (event.shouldCommit()) {
      commit(event, rq, now);
    }
  }

  @Override
  public void issued(RequestView rq, long now) {
    StageEvent.Issued event = new StageEvent.Issued();
    if (event.shouldCommit()) {
      commit(event, rq, now);
    }
  }

  @Override
  public void requeued(RequestView rq, long now) {
    StageEvent.Requeued event = new StageEvent.Requeued();
    if (event.shouldCommit()) {
      commit(event, rq, now);
    }
  }

  @Override
  public void completed(RequestView rq, BioStatus status, long now) {
    StageEvent.Completed stage = new StageEvent.Completed();
    if (stage.shouldCommit()) {
      stage.status = status.name();
      commit(stage, rq, now);
    }
    RequestEvent event = new RequestEvent();
    if (event.shouldCommit()) {
      event.fill(queue, rq, status, now);
      event.commit();
    }
  }

  @Override
  public void decided(
      String decision, String reason, @Nullable IoContext context, long value, long now) {
    DecisionEvent event = new DecisionEvent();
    if (event.shouldCommit()) {
      event.queue = queue;
      event.decision = decision;
      event.reason = reason;
      event.context = context == null ? 0 : context.id();
      event.value = value;
      event.now = now;
      event.commit();
    }
  }

  @Override
  public void switched(String from, String to, long beganNanos, long now) {
    switching(from, to, "", beganNanos, now);
  }

  @Override
  public void switchFailed(String from, String to, Throwable reason, long beganNanos, long now) {
    switching(from, to, reason.toString(), beganNanos, now);
  }

  private void switching(String from, String to, String failure, long beganNanos, long now) {
    SwitchEvent event = new SwitchEvent();
    if (event.shouldCommit()) {
      event.queue = queue;
      event.from = from;
      event.to = to;
      event.failure = failure;
      event.frozenTime = now - beganNanos;
      event.now = now;
      event.commit();
    }
  }

  @Override
  public void contextExited(IoContext context, long now) {
    ContextExitEvent event = new ContextExitEvent();
    if (event.shouldCommit()) {
      event.queue = queue;
      event.context = context.id();
      event.references = context.references();
      event.now = now;
      event.commit();
    }
  }
}
