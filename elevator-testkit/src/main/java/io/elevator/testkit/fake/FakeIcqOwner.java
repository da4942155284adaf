package io.elevator.testkit.fake;

import io.elevator.spi.IcqOwner;
import io.elevator.spi.QueueIdentity;

/** The owner of an icq, for tests that make an icq without a queue; all its figures are 0. */
public final class FakeIcqOwner extends IcqOwner {
  private volatile boolean exited;

  /** Creates the owner of an icq with a new queue identity and a new context. */
  public FakeIcqOwner() {
    this(new QueueIdentity(1) {}, new FakeContext());
  }

  /** Creates the owner of an icq of a queue and a context. */
  public FakeIcqOwner(QueueIdentity queue, FakeContext context) {
    super(queue, context);
  }

  @Override
  public boolean isExited() {
    return exited;
  }

  /** Sets whether the exit hook has run. */
  public void exited(boolean value) {
    exited = value;
  }

  @Override
  public long queued() {
    return 0;
  }

  @Override
  public long dispatched() {
    return 0;
  }

  @Override
  public long merged() {
    return 0;
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public long waitNanos() {
    return 0;
  }

  @Override
  public long deviceNanos() {
    return 0;
  }
}
