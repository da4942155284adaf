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
 */
public record ElevatorInfo(
    String name,
    List<String> aliases,
    String description,
    String source,
    int spiVersion,
    List<AttributeSpec> attributes) {
  /** Copies the lists. */
  public ElevatorInfo {
    aliases = List.copyOf(aliases);
    attributes = List.copyOf(attributes);
  }
}
