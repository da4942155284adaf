package io.elevator.api;

import java.util.List;

/**
 * The description of an available elevator. Immutable.
 *
 * @param name name of the elevator
 * @param aliases further names of the elevator
 * @param description one sentence about the elevator
 * @param source origin of the elevator: a jar, a module, or the application
 * @param spiVersion version of the plugin contract that the elevator was compiled against
 * @param attributes tunables
 * @param decisions decisions that the elevator publishes to listeners and explains
 */
public record ElevatorInfo(
    String name,
    List<String> aliases,
    String description,
    String source,
    int spiVersion,
    List<AttributeSpec> attributes,
    List<DecisionSpec> decisions) {
  /** Copies the lists. */
  public ElevatorInfo {
    aliases = List.copyOf(aliases);
    attributes = List.copyOf(attributes);
    decisions = List.copyOf(decisions);
  }

  /** Creates the description of an elevator that explains no decisions. */
  public ElevatorInfo(
      String name,
      List<String> aliases,
      String description,
      String source,
      int spiVersion,
      List<AttributeSpec> attributes) {
    this(name, aliases, description, source, spiVersion, attributes, List.of());
  }
}
