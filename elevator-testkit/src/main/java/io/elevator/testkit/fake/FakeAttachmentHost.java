package io.elevator.testkit.fake;

import io.elevator.api.QueueLimits;
import io.elevator.core.request.AttachmentHost;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.SubmittedBio;
import org.jspecify.annotations.Nullable;

/** The host that connects the core's attachment to a {@link FakeQueue}. */
final class FakeAttachmentHost implements AttachmentHost {
  private final FakeQueue queue;

  FakeAttachmentHost(FakeQueue queue) {
    this.queue = queue;
  }

  @Override
  public QueueIdentity queue() {
    return queue.identity();
  }

  @Override
  public String name() {
    return FakeQueue.NAME;
  }

  @Override
  public QueueLimits limits() {
    return queue.limits();
  }

  @Override
  public boolean isRotational() {
    return queue.isRotational();
  }

  @Override
  public int nrRequests() {
    return queue.nrRequests();
  }

  @Override
  public int stripes() {
    return queue.stripes();
  }

  @Override
  public TimeBase time() {
    return queue.time();
  }

  @Override
  public void runHardwareQueues() {
    queue.run();
  }

  @Override
  public @Nullable Icq lookupIcq(SubmittedBio bio) {
    return queue.lookUpIcq(bio);
  }

  /**
   * Returns whether merging is off, and counts the attempt: each merge function calls this first.
   */
  @Override
  public boolean isMergingOff() {
    queue.mergeAttempted();
    return queue.isMergingOff();
  }

  @Override
  public boolean isExtendedMergingOff() {
    return queue.isExtendedMergingOff();
  }

  @Override
  public boolean isGroupScheduling() {
    return queue.isGroupScheduling();
  }

  @Override
  public void bioMerged(CoreRequest rq, CoreBio bio) {
    // A test sees the merge in the request.
  }

  @Override
  public void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed) {
    // The queue finishes the requests in the hook's list of absorbed requests.
  }

  @Override
  public boolean isListening() {
    return queue.isListening();
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    queue.decided(new Decision(decision, reason, icq, value, now));
  }

  @Override
  public void report(String where, Throwable defect) {
    queue.report(where, defect);
  }

  @Override
  public HardwareQueue[] hardwareQueues() {
    return queue.hardwareQueueArray();
  }
}
