package io.elevator.bfq.engine;

/**
 * A queue that always has service to request, without real requests. A test sets its weight and
 * budget.
 */
final class TestQueue extends QueueEntity {

  final String name;
  int references;

  TestQueue(String name, Wf2qPlus engine, int ioClass, int weight, int budget) {
    this(name, engine.root(), null, ioClass, weight, budget);
  }

  TestQueue(String name, GroupEntity group, int ioClass, int weight, int budget) {
    this(name, group.children(), group, ioClass, weight, budget);
  }

  private TestQueue(
      String name, Level level, GroupEntity group, int ioClass, int weight, int budget) {
    super(level, group, ioClass, 4);
    this.name = name;
    this.budget = budget;
    requestWeight(weight);
    markChangePending();
  }

  @Override
  protected void takeReference() {
    references++;
  }

  @Override
  protected boolean dropReference() {
    return --references == 0;
  }

  @Override
  public String toString() {
    return name;
  }
}
