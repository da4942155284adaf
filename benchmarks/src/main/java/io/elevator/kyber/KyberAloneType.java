package io.elevator.kyber;

import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.NullMarked;

/**
 * Kyber without locks and without statistics, for one thread: shows the cost of its decisions
 * alone. The class is in Kyber's package because the constructor is package-private.
 */
@NullMarked
public final class KyberAloneType extends ElevatorType {
  private final KyberType type = new KyberType();

  /** Creates the type. */
  public KyberAloneType() {}

  @Override
  public String name() {
    return "kyber-alone";
  }

  @Override
  public String description() {
    return "kyber without its locks";
  }

  @Override
  public boolean isQueueWide() {
    return type.isQueueWide();
  }

  @Override
  public boolean needsIssuedNanos() {
    return type.needsIssuedNanos();
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new KyberElevator(attachment, NoLock::new);
  }

  /** Lock that does nothing, for one thread. */
  private static final class NoLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    @Override
    public void lock() {}

    @Override
    public void unlock() {}
  }
}
