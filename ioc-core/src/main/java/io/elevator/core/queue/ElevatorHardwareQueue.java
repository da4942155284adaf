package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue as one attachment of an elevator knows it: with that attachment's tags and that
 * elevator's object. A new elevator is made ready while the old one still has its own.
 */
final class ElevatorHardwareQueue extends HardwareQueue {
  private final CoreHardwareQueue core;
  private final RequestPool pool;

  ElevatorHardwareQueue(CoreHardwareQueue core, RequestPool pool) {
    this.core = core;
    this.pool = pool;
  }

  CoreHardwareQueue core() {
    return core;
  }

  RequestPool pool() {
    return pool;
  }

  @Override
  public int index() {
    return core.index();
  }

  @Override
  public int tagDepth() {
    return pool.tags().depth();
  }

  @Override
  public int tagWordShift() {
    return pool.tags().ordinary().shift();
  }

  @Override
  public void announceShallowDepth(int smallest) {
    core.announceShallowDepth(smallest);
  }

  @Override
  public void run() {
    core.run();
  }

  @Override
  public void runAfter(long nanos) {
    core.runAfter(nanos);
  }

  @Override
  public void complete(long cookie, BioStatus status) {
    core.complete(cookie, status);
  }

  @Override
  public void completePart(long cookie, int sectors, BioStatus status) {
    core.completePart(cookie, sectors, status);
  }

  @Override
  public void complete(Completions batch) {
    core.complete(batch);
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    core.requeue(cookie, kick);
  }

  @Override
  public void requeuePrepared(long cookie, boolean kick) {
    core.requeuePrepared(cookie, kick);
  }

  @Override
  public void kickRequeue() {
    core.kickRequeue();
  }

  @Override
  public void expire(long cookie) {
    core.expire(cookie);
  }

  @Override
  public @Nullable Request started(long cookie) {
    return core.started(cookie);
  }

  @Override
  public String toString() {
    return core.toString();
  }
}
