package io.elevator.core.queue.admin;

import io.elevator.api.AttributeSpec;
import io.elevator.api.QueueAdmin;
import io.elevator.core.time.TimeBase;
import java.time.Duration;
import java.util.List;

/**
 * The administration of a queue as applications see it: passes each call to the part of the queue
 * that performs it. Stateless.
 */
public final class Administration implements QueueAdmin {
  private final ElevatorSwitch elevator;
  private final QueueSwitches switches;
  private final QueueAttributes attributes;
  private final ElevatorTunables tunables;
  private final QueueRemoval removal;

  public Administration(
      ElevatorSwitch elevator,
      QueueSwitches switches,
      QueueAttributes attributes,
      ElevatorTunables tunables,
      QueueRemoval removal) {
    this.elevator = elevator;
    this.switches = switches;
    this.attributes = attributes;
    this.tunables = tunables;
    this.removal = removal;
  }

  @Override
  public String elevator() {
    return elevator.name();
  }

  @Override
  public void switchElevator(String name) {
    switches.switchElevator(name);
  }

  @Override
  public List<AttributeSpec> attributes() {
    return attributes.specs();
  }

  @Override
  public String attribute(String name) {
    return attributes.show(name);
  }

  @Override
  public void setAttribute(String name, String value) {
    attributes.store(name, value);
  }

  @Override
  public List<AttributeSpec> elevatorAttributes() {
    return tunables.specs();
  }

  @Override
  public String elevatorAttribute(String name) {
    return tunables.show(name);
  }

  @Override
  public void setElevatorAttribute(String name, String value) {
    tunables.store(name, value);
  }

  @Override
  public void startFreeze() {
    switches.startFreeze();
  }

  @Override
  public void awaitFrozen() {
    switches.awaitFrozen();
  }

  @Override
  public boolean awaitFrozen(Duration limit) {
    return switches.awaitFrozen(limit);
  }

  @Override
  public void unfreeze() {
    switches.unfreeze();
  }

  @Override
  public void quiesce() {
    switches.quiesce();
  }

  @Override
  public void unquiesce() {
    switches.unquiesce();
  }

  @Override
  public void stop(int hardwareQueue) {
    switches.stop(hardwareQueue);
  }

  @Override
  public void start(int hardwareQueue) {
    switches.start(hardwareQueue);
  }

  @Override
  public void run() {
    switches.run();
  }

  @Override
  public int hardwareQueues() {
    return switches.hardwareQueues();
  }

  @Override
  public void hardwareQueues(int count) {
    switches.hardwareQueues(count);
  }

  @Override
  public void kickRequeue() {
    switches.kickRequeue();
  }

  @Override
  public boolean close(Duration limit) {
    return removal.close(Duration.ofNanos(TimeBase.nanos(limit)));
  }
}
