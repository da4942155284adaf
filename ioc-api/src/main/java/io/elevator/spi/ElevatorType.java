package io.elevator.spi;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DecisionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of elevator: the service that a plugin jar provides. A subclass has a public constructor
 * without arguments that does no costly work, and a {@link SpiVersion} annotation. One instance
 * serves all queues, and any thread may call its methods.
 */
public abstract class ElevatorType {
  /** Called by the plugin's subclass. */
  protected ElevatorType() {}

  /** Returns the name: 1 to 15 characters of {@code [a-z0-9-]}, not {@code none}. */
  public abstract String name();

  /** Returns further names of this elevator type, under the same rule as {@link #name}. */
  public List<String> aliases() {
    return List.of();
  }

  /** Returns one sentence about the elevator, for listings. */
  public abstract String description();

  /** Returns the tunables, in the order of listings. */
  public List<AttributeSpec> attributes() {
    return List.of();
  }

  /**
   * Returns explanations of the decisions that the elevators publish through {@link
   * Attachment#decided}, in the order of listings. A decision without an explanation is shown by
   * its bare names.
   */
  public List<DecisionSpec> decisions() {
    return List.of();
  }

  /**
   * Returns the factory of the elevators' icqs, or null if they need none. Called once, at
   * registration.
   */
  public Icq.@Nullable Factory icqFactory() {
    return null;
  }

  /**
   * Returns whether {@link Elevator#dispatch} serves the whole queue, whichever hardware queue it
   * is called for; the queue then runs one hardware queue instead of all. Called at each
   * attachment.
   */
  public boolean isQueueWide() {
    return false;
  }

  /**
   * Returns whether the elevators read {@link Request#issuedNanos}, so that the queue records the
   * instant at which a driver starts a request. Called at each attachment.
   */
  public boolean needsIssuedNanos() {
    return false;
  }

  /**
   * Creates an elevator for a queue and its timers. Corresponds to {@code init_sched}. The queue is
   * frozen. If this method throws, nothing may hold a reference to the attachment. The core calls
   * {@link Elevator#initHardwareQueue} for each hardware queue afterwards.
   */
  public abstract Elevator attach(Attachment attachment);
}
