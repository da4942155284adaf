package io.elevator.api;

import java.util.List;

/**
 * An elevator that was found.
 *
 * @param name its name
 * @param aliases other names it answers to
 * @param description a sentence about it
 * @param source where it came from: a jar, a module, or the embedder's own hand
 * @param spiVersion the version of the plugin contract it was compiled against
 * @param attributes its tunables
 * @param decisions what it tells listeners of, as far as it explains that
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

  /** One that explains no decisions. */
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
