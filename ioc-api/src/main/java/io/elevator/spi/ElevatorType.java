package io.elevator.spi;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of elevator: the service that a plugin jar provides. Has a public constructor without
 * arguments that does nothing costly, and a {@link SpiVersion} annotation. One instance serves all
 * queues; its methods are called by any thread.
 */
public abstract class ElevatorType {
  /** For the plugin's subclass. */
  protected ElevatorType() {}

  /** Returns the name: {@code [a-z0-9-]}, 1 to 15 characters, not {@code none}. */
  public abstract String name();

  /** Returns other names it answers to, under the same rule. */
  public List<String> aliases() {
    return List.of();
  }

  /** Returns a sentence for listings. */
  public abstract String description();

  /** Returns the tunables, in the order of listings. */
  public List<AttributeSpec> attributes() {
    return List.of();
  }

  /**
   * Explains what its elevators tell through {@link Attachment#decided}, in the order of listings.
   * What is told and not explained here is shown under its bare names.
   */
  public List<DecisionSpec> decisions() {
    return List.of();
  }

  /** Returns the maker of its icqs, or null if it wants none. Asked once, at registration. */
  public Icq.@Nullable Factory icqFactory() {
    return null;
  }

  /** Returns which optional hooks its elevators have. Asked once, at registration. */
  public abstract Set<ElevatorCapability> capabilities();

  /**
   * Makes an elevator for a queue (the reference's init-sched): allocates, makes timers. The queue
   * is frozen and nothing of it may be kept if this throws. {@link Elevator#initHardwareQueue}
   * follows for each hardware queue.
   */
  public abstract Elevator attach(Attachment attachment);
}
