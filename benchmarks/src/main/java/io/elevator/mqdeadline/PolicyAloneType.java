package io.elevator.mqdeadline;

import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import org.jspecify.annotations.NullMarked;

/**
 * mq-deadline without its lock and without statistics, for one thread: shows the cost of ordering
 * alone. The class is in mq-deadline's package because {@code DeadlinePolicy} is package-private.
 */
@NullMarked
public final class PolicyAloneType extends ElevatorType {
  private final MqDeadlineType type = new MqDeadlineType();

  /** Creates the type. */
  public PolicyAloneType() {}

  @Override
  public String name() {
    return "policy-alone";
  }

  @Override
  public String description() {
    return "the policy of mq-deadline alone";
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
    return new DeadlinePolicy(attachment);
  }
}
