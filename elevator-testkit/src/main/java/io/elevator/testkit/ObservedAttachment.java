package io.elevator.testkit;

import io.elevator.api.QueueLimits;
import io.elevator.spi.Attachment;
import io.elevator.spi.Clock;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The attachment of an observed elevator. Records the requests that the elevator enters for
 * merging.
 */
final class ObservedAttachment extends Attachment {
  private final Attachment attachment;
  private final RequestStories stories;

  ObservedAttachment(Attachment attachment, RequestStories stories) {
    this.attachment = attachment;
    this.stories = stories;
  }

  @Override
  public QueueIdentity queue() {
    return attachment.queue();
  }

  @Override
  public String queueName() {
    return attachment.queueName();
  }

  @Override
  public QueueLimits limits() {
    return attachment.limits();
  }

  @Override
  public boolean isRotational() {
    return attachment.isRotational();
  }

  @Override
  public int nrRequests() {
    return attachment.nrRequests();
  }

  @Override
  public int hardwareQueues() {
    return attachment.hardwareQueues();
  }

  @Override
  public HardwareQueue hardwareQueue(int index) {
    return attachment.hardwareQueue(index);
  }

  @Override
  public int stripes() {
    return attachment.stripes();
  }

  @Override
  public boolean isGroupScheduling() {
    return attachment.isGroupScheduling();
  }

  @Override
  public Clock clock() {
    return attachment.clock();
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    return attachment.newTimer(callback);
  }

  @Override
  public void runHardwareQueues() {
    attachment.runHardwareQueues();
  }

  @Override
  public @Nullable Icq lookupIcq(SubmittedBio bio) {
    return attachment.lookupIcq(bio);
  }

  @Override
  public boolean mayMerge(Request rq, SubmittedBio bio) {
    return attachment.mayMerge(rq, bio);
  }

  @Override
  public boolean isMergeable(Request rq) {
    return attachment.isMergeable(rq);
  }

  @Override
  public boolean tryMerge(SubmittedBio bio, RequestList absorbed, long now) {
    return attachment.tryMerge(bio, absorbed, now);
  }

  @Override
  public boolean tryListMerge(RequestList list, SubmittedBio bio, int most, long now) {
    return attachment.tryListMerge(list, bio, most, now);
  }

  @Override
  public boolean tryInsertMerge(Request rq, RequestList absorbed, long now) {
    return attachment.tryInsertMerge(rq, absorbed, now);
  }

  @Override
  public void queued(Request rq) {
    stories.known(rq);
    attachment.queued(rq);
  }

  @Override
  public void forget(Request rq) {
    stories.unknown(rq);
    attachment.forget(rq);
  }

  @Override
  public void dispatched(Request rq) {
    stories.unknown(rq);
    attachment.dispatched(rq);
  }

  @Override
  public boolean isListening() {
    return attachment.isListening();
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    attachment.decided(decision, reason, icq, value, now);
  }

  @Override
  public void report(String where, Throwable defect) {
    attachment.report(where, defect);
  }
}
