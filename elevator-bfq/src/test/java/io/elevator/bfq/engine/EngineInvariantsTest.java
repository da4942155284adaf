package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random activations, service slots, and changes of weights and classes in a tree of groups. Checks
 * that sums, trees and references agree.
 */
class EngineInvariantsTest {

  private final Wf2qPlus engine = new Wf2qPlus(0);
  private final List<GroupEntity> groups = new ArrayList<>();
  private final List<TestQueue> queues = new ArrayList<>();
  private TestQueue inService;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void sumsTreesAndReferencesAgreeAfterRandomOperations(int seed) {
    Random random = new Random(seed);
    build(random);
    for (int step = 0; step < 5000; step++) {
      engine.tick(step / 10);
      act(random);
      validate();
    }
    drain();
    validate();
    assertThat(queues).allSatisfy(queue -> assertThat(queue.isActive()).isFalse());
  }

  private void build(Random random) {
    for (int i = 0; i < 5; i++) {
      GroupEntity parent =
          groups.isEmpty() || random.nextBoolean()
              ? null
              : groups.get(random.nextInt(groups.size()));
      groups.add(
          new GroupEntity(
              parent == null ? engine.root() : parent.children(),
              parent,
              1 + random.nextInt(1000)));
    }
    for (int i = 0; i < 20; i++) {
      int ioClass = 1 + random.nextInt(3);
      int weight = 10 * (1 + random.nextInt(8));
      int budget = 1 + random.nextInt(5000);
      queues.add(
          random.nextInt(4) == 0
              ? new TestQueue("q" + i, engine, ioClass, weight, budget)
              : new TestQueue(
                  "q" + i, groups.get(random.nextInt(groups.size())), ioClass, weight, budget));
    }
  }

  private void act(Random random) {
    TestQueue queue = queues.get(random.nextInt(queues.size()));
    boolean busy = queue.isActive() || queue == inService;
    switch (random.nextInt(6)) {
      case 0 -> {
        if (!busy) {
          queue.budget = 1 + random.nextInt(5000);
          queue.service = 0;
          engine.activate(queue, random.nextBoolean());
        }
      }
      case 1 -> {
        queue.requestPriority(1 + random.nextInt(3), random.nextInt(8));
      }
      case 2 -> {
        if (queue.isActive()) {
          queue.budget = 1 + random.nextInt(5000);
          engine.reposition(queue);
        }
      }
      case 3 -> {
        if (queue.isActive()) {
          engine.deactivate(queue, random.nextBoolean(), false);
        }
      }
      default -> serve(random);
    }
  }

  private void serve(Random random) {
    if (inService == null) {
      if (engine.root().nextInService() != null) {
        inService = (TestQueue) engine.select();
      }
      return;
    }
    engine.charge(inService, random.nextInt(1000));
    if (random.nextInt(3) == 0) {
      if (random.nextBoolean()) {
        engine.requeueExpired(inService);
      } else {
        engine.deactivate(inService, true, true);
      }
      release();
    }
  }

  private void release() {
    engine.resetInService(inService);
    inService.service = 0;
    engine.resetServiceAbove(inService);
    inService = null;
  }

  private void drain() {
    if (inService != null) {
      engine.deactivate(inService, true, true);
      release();
    }
    for (TestQueue queue : queues) {
      if (queue.isActive()) {
        engine.deactivate(queue, false, false);
      }
    }
    assertThat(engine.root().nextInService()).isNull();
  }

  private void validate() {
    validate(engine.root());
    groups.forEach(group -> validate(group.children()));
    for (TestQueue queue : queues) {
      int held = (queue.isScheduled() || queue == inService ? 1 : 0) + (queue.isCounted() ? 1 : 0);
      assertThat(queue.references).as("references on %s", queue).isEqualTo(held);
      assertThat(queue.isScheduled())
          .as("%s is in a tree or in service", queue)
          .isEqualTo(queue.isActive() || queue.isIdle() || queue == inService);
    }
    for (GroupEntity group : groups) {
      boolean hasWork = group.children().hasCandidate();
      if (hasWork) {
        assertThat(group.isScheduled()).isTrue();
        assertThat(group.isIdle()).isFalse();
      }
    }
  }

  private void validate(Level level) {
    int active = 0;
    for (int i = 0; i < Level.CLASSES; i++) {
      ServiceTree tree = level.tree(i);
      long weights = 0;
      for (Entity at = tree.active.first(); at != null; at = tree.active.next(at)) {
        assertThat(at.isActive()).isTrue();
        weights += at.weight();
        active++;
      }
      for (Entity at = tree.idle.first(); at != null; at = tree.idle.next(at)) {
        assertThat(at.isIdle()).isTrue();
        weights += at.weight();
      }
      Entity served = level.inService();
      if (served != null && !served.isActive() && served.classIndex() == i) {
        weights += served.weight();
      }
      assertThat(tree.weightSum()).isEqualTo(weights);
    }
    GroupEntity owner = level.owner();
    if (owner != null) {
      assertThat(owner.activeChildren()).isEqualTo(active);
    }
    if (active > 0) {
      assertThat(level.nextInService()).isNotNull();
    }
  }
}
