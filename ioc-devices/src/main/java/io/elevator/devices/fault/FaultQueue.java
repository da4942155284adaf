package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** The hardware queue that a drive under faults sees: every end goes by its {@link FaultDrive}. */
final class FaultQueue extends HardwareQueue {
  private final FaultDrive drive;
  private final HardwareQueue queue;

  FaultQueue(FaultDrive drive, HardwareQueue queue) {
    this.drive = drive;
    this.queue = queue;
  }

  @Override
  public int index() {
    return queue.index();
  }

  @Override
  public int tagDepth() {
    return queue.tagDepth();
  }

  @Override
  public int tagWordShift() {
    return queue.tagWordShift();
  }

  @Override
  public void announceShallowDepth(int smallest) {
    queue.announceShallowDepth(smallest);
  }

  @Override
  public void run() {
    queue.run();
  }

  @Override
  public void runAfter(long nanos) {
    queue.runAfter(nanos);
  }

  @Override
  public void complete(long cookie, BioStatus status) {
    drive.ended(queue, cookie, status);
  }

  @Override
  public void completePart(long cookie, int sectors, BioStatus status) {
    queue.completePart(cookie, sectors, status);
  }

  @Override
  public void complete(Completions batch) {
    drive.ended(queue, batch);
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    drive.forget(queue, cookie);
    queue.requeue(cookie, kick);
  }

  @Override
  public void kickRequeue() {
    queue.kickRequeue();
  }

  @Override
  public void expire(long cookie) {
    queue.expire(cookie);
  }

  @Override
  public @Nullable Request started(long cookie) {
    Request rq = queue.started(cookie);
    return rq == null || drive.wasCut(rq) ? null : rq;
  }
}
