package io.elevator.devices.fault;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import org.jspecify.annotations.Nullable;

/**
 * The hardware queue that a {@link FaultDrive} passes to its wrapped drive. It forwards every
 * completion to the fault drive.
 */
final class FaultQueue extends DriverQueue {
  private final FaultDrive drive;
  private final DriverQueue queue;

  FaultQueue(FaultDrive drive, DriverQueue queue) {
    this.drive = drive;
    this.queue = queue;
  }

  @Override
  public int index() {
    return queue.index();
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
  public void complete(long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    drive.end(queue, cookie, status, errno, cause, Completions.ALL);
  }

  @Override
  public void completePart(
      long cookie, long bytes, BioStatus status, int errno, @Nullable Throwable cause) {
    queue.completePart(cookie, bytes, status, errno, cause);
  }

  @Override
  public void completeShort(long cookie, long transferred) {
    drive.end(queue, cookie, BioStatus.OK, 0, null, transferred);
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
  public void requeuePrepared(long cookie, boolean kick) {
    drive.forget(queue, cookie);
    queue.requeuePrepared(cookie, kick);
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
  public @Nullable DriverRequest started(long cookie) {
    DriverRequest rq = queue.started(cookie);
    return rq == null || drive.wasCut(rq) ? null : rq;
  }
}
