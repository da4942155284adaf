package org.example.lottery;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The elevator {@code lottery}, as a service. One instance serves all queues; it has no state. */
@SpiVersion(SpiVersion.CURRENT)
public final class Lottery extends ElevatorType {
  static final AttributeSpec STEP =
      AttributeSpec.tunable(
          "step", "", "1", "0..1000", "tickets that each priority level has more than the next");

  @Override
  public String name() {
    return "lottery";
  }

  @Override
  public String description() {
    return "draws lots among the tasks that wait; the more urgent the level, the more tickets";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return List.of(STEP);
  }

  @Override
  public Icq.Factory icqFactory() {
    return LotteryIcq::new;
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new LotteryElevator(attachment);
  }
}
