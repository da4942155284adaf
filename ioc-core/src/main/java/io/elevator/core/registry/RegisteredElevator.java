package io.elevator.core.registry;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.api.ElevatorInfo;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An elevator as it was registered: what its type answered then, asked once.
 *
 * @param type the type
 * @param name its name
 * @param aliases other names
 * @param icqFactory the maker of its icqs, or null if it wants none
 * @param spiVersion the contract it was compiled against
 * @param source where it came from
 * @param description a sentence about it
 * @param attributes its tunables
 * @param decisions what it tells listeners of
 */
public record RegisteredElevator(
    ElevatorType type,
    String name,
    List<String> aliases,
    Icq.@Nullable Factory icqFactory,
    int spiVersion,
    String source,
    String description,
    List<AttributeSpec> attributes,
    List<DecisionSpec> decisions) {
  /** Copies the lists. */
  public RegisteredElevator {
    aliases = List.copyOf(aliases);
    attributes = List.copyOf(attributes);
    decisions = List.copyOf(decisions);
  }

  /** One that explains no decisions. */
  public RegisteredElevator(
      ElevatorType type,
      String name,
      List<String> aliases,
      Icq.@Nullable Factory icqFactory,
      int spiVersion,
      String source,
      String description,
      List<AttributeSpec> attributes) {
    this(type, name, aliases, icqFactory, spiVersion, source, description, attributes, List.of());
  }

  /** Whether it answers to a name. */
  public boolean answersTo(String asked) {
    return name.equals(asked) || aliases.contains(asked);
  }

  /** Returns what applications see of it. */
  public ElevatorInfo info() {
    return new ElevatorInfo(name, aliases, description, source, spiVersion, attributes, decisions);
  }
}
