package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.spi.Icq;
import org.junit.jupiter.api.Test;

/**
 * When allocating a smaller index of icqs fails, the context keeps finding all its icqs and creates
 * none of them twice.
 */
class DroppedIndexTest {
  @Test
  void linkedIcqsAreStillFoundAndEndWithTheirQueues() {
    var world = new TestWorld();
    TestQueue first = world.queue();
    TestQueue second = world.queue();
    CoreTask task = world.task("task");
    world.request(task, first).finish();
    world.request(task, second).finish();
    Icq present = task.lookupIcq(first.icqs);
    assertThat(present).isNotNull();

    CoreContext context = task.ioContext();
    context.dropIndex();

    assertThat(task.lookupIcq(first.icqs)).isNull();
    assertThat(task.findOrCreateIcq(first.icqs, 1)).isSameAs(present);
    context.put();
    assertThat(task.lookupIcq(first.icqs)).isSameAs(present);
    assertThat(first.icqs.icqs()).isEqualTo(1);
    assertThat(second.icqs.icqs()).isEqualTo(1);
    world.request(task, first).finish();
    world.request(task, second).finish();
    assertThat(second.icqs.icqs()).isEqualTo(1);
    task.exit();
    world.jobs.runAll();
    world.verifyEmpty();
  }
}
