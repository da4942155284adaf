package io.elevator.core.registry;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import io.elevator.api.ElevatorInfo;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered elevator, with the results that its type's descriptive methods gave at registration.
 *
 * @param type elevator type
 * @param name name of the elevator
 * @param aliases other names of the elevator
 * @param icqFactory factory of its icqs, or null if it uses none
 * @param spiVersion SPI version that it was compiled against
 * @param source origin of the elevator, for listings
 * @param description description in one sentence
 * @param attributes tunables of the elevator
 * @param decisions decisions that it reports to listeners
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
  /** Copies the lists, because the plugin may change its own lists later. */
  public RegisteredElevator {
    String elevator = "the elevator " + name + " (" + type.getClass().getName() + ")";
    aliases = copy(aliases, elevator, "aliases");
    attributes = copy(attributes, elevator, "attributes");
    decisions = copy(decisions, elevator, "decisions");
  }

  /**
   * Copies a list that a method of an extension returned.
   *
   * @param extension name of the extension, for the message
   * @throws IllegalArgumentException if the list or an element is null
   */
  static <T> List<T> copy(@Nullable List<T> list, String extension, String method) {
    // A loop, as lists may refuse to be asked whether they contain null.
    boolean complete = list != null;
    if (list != null) {
      for (T each : list) {
        complete &= each != null;
      }
    }
    if (list == null || !complete) {
      throw new IllegalArgumentException(
          extension
              + " returned "
              + (list == null ? "null" : "a list with null")
              + " from "
              + method
              + "; expected a list, which may be empty");
    }
    return List.copyOf(list);
  }

  /** Creates a registered elevator that reports no decisions. */
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

  /** Returns whether the given name is the elevator's name or one of its aliases. */
  public boolean answersTo(String asked) {
    return name.equals(asked) || aliases.contains(asked);
  }

  /**
   * Returns whether the other object is a registration of the same type object under the same name
   * and source. Written out, because the JVM would generate code for the method of a record at each
   * start of a program.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegisteredElevator that
        && type == that.type
        && name.equals(that.name)
        && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return 31 * source.hashCode() + name.hashCode();
  }

  /** Returns the description of the elevator that applications see. */
  public ElevatorInfo info() {
    return new ElevatorInfo(name, aliases, description, source, spiVersion, attributes, decisions);
  }
}
