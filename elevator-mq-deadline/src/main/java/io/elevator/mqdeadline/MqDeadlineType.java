package io.elevator.mqdeadline;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The elevator type {@code mq-deadline}, provided as a service. Immutable. */
@SpiVersion(SpiVersion.CURRENT)
public final class MqDeadlineType extends ElevatorType {
  /** Creates the type. Public because the service loader calls it. */
  public MqDeadlineType() {}

  @Override
  public String name() {
    return "mq-deadline";
  }

  @Override
  public List<String> aliases() {
    return List.of("deadline");
  }

  @Override
  public String description() {
    return "sweeps by sector in short batches, bounds the wait of every request by a deadline,"
        + " and puts reads before writes";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return Tunables.SPECS;
  }

  @Override
  public List<DecisionSpec> decisions() {
    return DeadlineDecisions.SPECS;
  }

  @Override
  public Icq.Factory icqFactory() {
    return DeadlineIcq::new;
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new MqDeadline(attachment);
  }
}
