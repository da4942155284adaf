package io.elevator.bfq;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The elevator type {@code bfq}, provided as a service. Behaviour: Linux 6.1 {@code bfq}. */
@SpiVersion(SpiVersion.CURRENT)
public final class BfqElevatorType extends ElevatorType {

  /** Creates the type. Public because the service loader calls it. */
  public BfqElevatorType() {}

  @Override
  public String name() {
    return "bfq";
  }

  @Override
  public String description() {
    return "Budget fair queueing: shares of the drive by weight, low latency for interactive tasks";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return Tunables.SPECS;
  }

  @Override
  public List<DecisionSpec> decisions() {
    return BfqDecisions.specs();
  }

  @Override
  public Icq.Factory icqFactory() {
    return BfqIcq::new;
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new BfqElevator(attachment);
  }
}
