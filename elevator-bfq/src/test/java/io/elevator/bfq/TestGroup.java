package io.elevator.bfq;

import io.elevator.api.Group;

/** A group whose weight and end are the test's to say. */
final class TestGroup extends Group {
  private final String name;
  private final TestGroup parent;
  private final long serial;
  int weight;
  boolean online = true;

  TestGroup(String name, TestGroup parent, int weight, long serial) {
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
  public Group parent() {
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

  @Override
  public int depth() {
    return parent == null ? 0 : parent.depth() + 1;
  }

  @Override
  public boolean isOnline() {
    return online;
  }
}
