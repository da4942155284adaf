package io.elevator.kyber;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The elevator type {@code kyber}, provided as a service. Immutable. */
@SpiVersion(SpiVersion.CURRENT)
public final class KyberType extends ElevatorType {
  private static final String RANGE = "0..18446744073709551615";

  /** Creates the type. Public because the service loader calls it. */
  public KyberType() {}

  @Override
  public String name() {
    return "kyber";
  }

  @Override
  public String description() {
    return "latency targets for fast drives with many submitters: limits how many reads, writes and"
        + " discards are in flight, by measured latency";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return List.of(
        AttributeSpec.tunable(
            KyberElevator.READ_TARGET,
            "ns",
            Long.toString(Domain.READ.defaultTarget),
            RANGE,
            "Latency that reads shall have at the 99th percentile, from submission to completion"),
        AttributeSpec.tunable(
            KyberElevator.WRITE_TARGET,
            "ns",
            Long.toString(Domain.WRITE.defaultTarget),
            RANGE,
            "Latency that writes shall have at the 99th percentile, from submission to completion"));
  }

  @Override
  public List<DecisionSpec> decisions() {
    return KyberDecisions.specs();
  }

  @Override
  public Icq.Factory icqFactory() {
    return KyberIcq::new;
  }

  @Override
  public boolean needsIssuedNanos() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new KyberElevator(attachment);
  }
}
