package io.elevator.conformance;

import io.elevator.api.QueueLimits;
import io.elevator.core.context.CoreTask;
import io.elevator.core.request.AttachmentHost;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.SubmittedBio;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a replay, as its attachment sees it: the vector's header, virtual time, and a
 * receiver for the reports of the elevator and the merge machinery. Used by one thread.
 */
final class ReplayQueue implements AttachmentHost {
  private static final int MAX_DISCARD_SECTORS = 8192;

  private final ConformanceVector vector;
  private final VirtualTime time;
  private final TagMap tags;
  private final ReplayHardwareQueue hctx;
  private final ReplayTasks tasks;
  private final MergeAnswer merges = new MergeAnswer();
  private final QueueLimits limits;
  private final boolean groupScheduling;
  private int nrRequests;
  private @Nullable Throwable defect;

  ReplayQueue(ConformanceVector vector, ElevatorType type, VirtualTime time) {
    ConformanceVector.Queue queue = vector.queue();
    this.vector = vector;
    this.time = time;
    tasks = new ReplayTasks(type, queue.stripes(), time, this::report);
    nrRequests = queue.nrRequests();
    tags = new TagMap(nrRequests);
    hctx = new ReplayHardwareQueue(tags);
    groupScheduling = vector.hasGroups();
    limits =
        QueueLimits.builder()
            .maxSectors(queue.maxSectors())
            .maxSegments(queue.maxSegments())
            .maxDiscardSectors(MAX_DISCARD_SECTORS)
            .maxDiscardSegments(1)
            .maxWriteZeroesSectors(QueueLimits.MOST_SECTORS)
            .build();
  }

  MergeAnswer merges() {
    return merges;
  }

  ReplayTasks tasks() {
    return tasks;
  }

  ReplayHardwareQueue hctx() {
    return hctx;
  }

  TagMap tags() {
    return tags;
  }

  void nrRequests(int value) {
    nrRequests = value;
  }

  /** Returns the defect reported since the last call, or null, and forgets it. */
  @Nullable Throwable takeDefect() {
    Throwable taken = defect;
    defect = null;
    return taken;
  }

  @Override
  public QueueIdentity queue() {
    return tasks.queue();
  }

  @Override
  public String name() {
    return vector.source();
  }

  @Override
  public QueueLimits limits() {
    return limits;
  }

  @Override
  public boolean isRotational() {
    return vector.queue().rotational();
  }

  @Override
  public int nrRequests() {
    return nrRequests;
  }

  @Override
  public int stripes() {
    return vector.queue().stripes();
  }

  @Override
  public TimeBase time() {
    return time;
  }

  @Override
  public void runHardwareQueues() {
    hctx.run();
  }

  @Override
  public @Nullable Icq lookupIcq(SubmittedBio bio) {
    return bio.task() instanceof CoreTask task ? tasks.lookupIcq(task) : null;
  }

  @Override
  public boolean isMergingOff() {
    return vector.queue().mergingOff();
  }

  @Override
  public boolean isExtendedMergingOff() {
    return vector.queue().extendedMergingOff();
  }

  @Override
  public boolean isGroupScheduling() {
    return groupScheduling;
  }

  @Override
  public void bioMerged(CoreRequest rq, CoreBio bio) {
    merges.bioMerged(rq, bio);
  }

  @Override
  public void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed) {
    merges.requestAbsorbed(survivor, absorbed);
  }

  @Override
  public boolean isListening() {
    return false;
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    throw new IllegalStateException(
        "'" + decision + "' was told although nobody listens; ask isListening first");
  }

  @Override
  public void report(String where, Throwable failure) {
    if (defect == null) {
      defect = failure;
    } else {
      defect.addSuppressed(failure);
    }
  }

  @Override
  public HardwareQueue[] hardwareQueues() {
    return new HardwareQueue[] {hctx};
  }
}
