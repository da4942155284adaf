package io.elevator.testkit.fake;

import io.elevator.api.Group;
import org.jspecify.annotations.Nullable;

/**
 * A group. The test may remove it with tasks in it, which a block layer refuses. {@link
 * FakeQueue#weigh} and {@link FakeQueue#remove} also call the elevator's hooks.
 */
public final class FakeGroup extends Group {
  private final String name;
  private final @Nullable FakeGroup parent;
  private final long serial;
  private volatile int weight;
  private volatile boolean online = true;

  FakeGroup(String name, @Nullable FakeGroup parent, int weight, long serial) {
    this.name = name;
    this.parent = parent;
    this.weight = weight;
    this.serial = serial;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable FakeGroup parent() {
    return parent;
  }

  @Override
  public long serial() {
    return serial;
  }

  @Override
  public int weight() {
    return weight;
  }

  /** Sets the weight without calling the elevator. */
  public void weight(int value) {
    weight = value;
  }

  @Override
  public int depth() {
    return parent == null ? 0 : parent.depth() + 1;
  }

  @Override
  public boolean isOnline() {
    return online;
  }

  /** Sets whether it is online, without calling the elevator. */
  public void online(boolean value) {
    online = value;
  }
}
