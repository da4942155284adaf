package io.elevator.core.queue.admin;

import io.elevator.api.AdministrationTimeoutException;
import io.elevator.api.AttributeSpec;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Elevator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the attached elevator that belong to no I/O: its attributes, and changes of groups. Each
 * call holds the elevator's attribute lock, which the detachment takes as well, so a detached
 * elevator is not called. Stateless.
 */
public final class ElevatorTunables {
  private final TimeBase time;
  private final Entrance entrance;
  private final AdministrativeWaits waits;
  private final ElevatorSwitch elevatorSwitch;
  private final QueueErrors errors;

  public ElevatorTunables(
      TimeBase time,
      Entrance entrance,
      AdministrativeWaits waits,
      ElevatorSwitch elevatorSwitch,
      QueueErrors errors) {
    this.time = time;
    this.entrance = entrance;
    this.waits = waits;
    this.elevatorSwitch = elevatorSwitch;
    this.errors = errors;
  }

  private @Nullable AttachedElevator attached() {
    return elevatorSwitch.attached();
  }

  /** Returns the attributes of the attached elevator; empty without an elevator. */
  List<AttributeSpec> specs() {
    AttachedElevator attached = attached();
    return attached == null ? List.of() : specs(attached);
  }

  private static List<AttributeSpec> specs(AttachedElevator attached) {
    List<AttributeSpec> specs = attached.kind().type().attributes();
    if (specs == null) {
      throw new IllegalStateException(
          "the elevator "
              + attached.kind().name()
              + " returned null from attributes; expected a list");
    }
    return specs;
  }

  /**
   * Returns the value of an attribute of the elevator.
   *
   * @throws NoSuchElementException if there is no such attribute, or no elevator any more
   */
  String show(String attribute) {
    AttachedElevator attached = attachedFor(attribute);
    waits.lock(attached.attributeLock(), "the attribute " + attribute);
    try {
      requireInUse(attached, attribute);
      return attached.calls().elevator().show(attribute);
    } finally {
      attached.attributeLock().unlock();
    }
  }

  /**
   * Sets an attribute of the elevator.
   *
   * @throws NoSuchElementException if there is no such attribute, or no elevator any more
   */
  void store(String attribute, String value) {
    AttachedElevator attached = attachedFor(attribute);
    // The entry ends after the lock is released, so that its deferred work is done with no lock
    // held.
    try (Activation activation = Activation.enter(time)) {
      waits.lock(attached.attributeLock(), "the attribute " + attribute);
      try {
        requireInUse(attached, attribute);
        attached.calls().elevator().store(attribute, value, activation.now());
      } finally {
        attached.attributeLock().unlock();
      }
    }
  }

  private AttachedElevator attachedFor(String attribute) {
    AttachedElevator attached = attached();
    if (attached == null) {
      throw new NoSuchElementException(
          errors.queue() + " has no elevator, so it has no tunable '" + attribute + "'");
    }
    List<AttributeSpec> specs = specs(attached);
    if (specs.stream().noneMatch(spec -> spec.name().equals(attribute))) {
      throw new NoSuchElementException(
          attached.kind().name()
              + " has no attribute "
              + attribute
              + "; it has "
              + (specs.isEmpty()
                  ? "none"
                  : String.join(", ", specs.stream().map(AttributeSpec::name).toList())));
    }
    return attached;
  }

  private void requireInUse(AttachedElevator attached, String attribute) {
    if (attached.isDetached() || entrance.isDead()) {
      throw new NoSuchElementException(
          attached.kind().name()
              + " was detached from "
              + errors.queue()
              + ": its tunable '"
              + attribute
              + "' is gone");
    }
  }

  /** Calls a hook of the attached elevator; reports a defect of the hook to the error sink. */
  public void tell(BiConsumer<Elevator, Long> hook) {
    AttachedElevator attached = attached();
    if (attached == null) {
      return;
    }
    // The entry ends after the lock is released, so that its deferred work is done with no lock
    // held.
    try (Activation activation = Activation.enter(time)) {
      tell(attached, hook, activation);
    }
  }

  private void tell(
      AttachedElevator attached, BiConsumer<Elevator, Long> hook, Activation activation) {
    try {
      waits.lock(attached.attributeLock(), "a change of a group");
    } catch (AdministrationTimeoutException e) {
      attached.calls().report("change of a group", e);
      return;
    }
    try {
      if (!attached.isDetached()) {
        hook.accept(attached.calls().elevator(), activation.now());
      }
    } catch (Throwable e) {
      attached.calls().report("change of a group", e);
    } finally {
      attached.attributeLock().unlock();
    }
  }
}
