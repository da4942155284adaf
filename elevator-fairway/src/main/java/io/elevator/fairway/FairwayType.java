package io.elevator.fairway;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The elevator type {@code fairway}, provided as a service. Immutable. */
@SpiVersion(SpiVersion.CURRENT)
public final class FairwayType extends ElevatorType {
  /** Creates the type. Public because the service loader calls it. */
  public FairwayType() {}

  @Override
  public String name() {
    return "fairway";
  }

  @Override
  public String description() {
    return "for SSDs: shares by weight with many requests in the drive, classes without starvation,"
        + " and small sparse I/O first";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return Tunables.SPECS;
  }

  @Override
  public List<DecisionSpec> decisions() {
    return FairwayDecisions.SPECS;
  }

  @Override
  public Icq.Factory icqFactory() {
    return FairwayIcq::new;
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new Fairway(attachment);
  }
}
