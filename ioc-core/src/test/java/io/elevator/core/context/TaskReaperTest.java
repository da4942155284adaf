package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.TaskSpec;
import java.lang.ref.WeakReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Tasks that became unreachable without having been exited. */
class TaskReaperTest {
  private final TestWorld world = new TestWorld();

  /**
   * Triggers garbage collections until the condition holds. How many are needed depends on the
   * collector.
   */
  private static void collectUntil(BooleanSupplier condition) {
    OtherThread.await(() -> {
      System.gc();
      return condition.getAsBoolean();
    });
  }

  @Test
  void threadThatDiesWithoutExitingItsTaskLeaksNothing() {
    TestQueue queue = world.queue();
    Group group = world.groups.create(world.groups.root(), "g", 100);
    int id =
        OtherThread.call(
                () -> {
                  CoreTask lost = world.tasks.newTask(TaskSpec.named("lost").withGroup(group));
                  world.request(lost, queue).finish();
                  return lost.id();
                })
            .join();
    collectUntil(() ->
        world.elevator.exits.get() == 1 && world.jobs.waiting() == 1 && !world.errors.isEmpty());

    assertThat(world.tasks.abandoned()).isEqualTo(1);
    assertThat(world.errors)
        .containsExactly(
            "abandoned tasks: task "
                + id
                + " was dropped without an exit; its io_context 1 was"
                + " detached when the task was collected");
    world.groups.remove(group);
    world.jobs.runAll();
    world.verifyNothingLeft();
  }

  @Test
  void taskIsNotReapedWhileARequestNamesIt() {
    TestQueue queue = world.queue();
    TestRequest[] request = new TestRequest[1];
    CoreTask[] named = {world.task("named")};
    WeakReference<CoreTask> task = new WeakReference<>(named[0]);
    request[0] = world.request(named[0], queue);
    System.gc();
    assertThat(task.get()).isSameAs(named[0]);
    assertThat(world.tasks.abandoned()).isZero();
    named[0] = null;
    collectUntil(() -> world.tasks.abandoned() == 1 && world.elevator.exits.get() == 1);

    // The outstanding request keeps the context alive, as it does after an ordinary exit.
    assertThat(world.contexts.live()).isEqualTo(1);
    request[0].finish();
    world.jobs.runAll();
    world.verifyNothingLeft();
  }

  @Test
  void unreachableTaskWithoutAContextIsDroppedWithoutAReport() {
    for (int i = 0; i < 100; i++) {
      world.task("t" + i);
    }
    collectUntil(() -> world.tasks.size() == 0);

    assertThat(world.tasks.abandoned()).isZero();
    assertThat(world.errors).isEmpty();
  }

  @Test
  void taskThatExitedIsNotExitedAgainByTheReaper() {
    TestQueue queue = world.queue();
    for (int i = 0; i < 100; i++) {
      CoreTask task = world.task("t");
      world.request(task, queue).finish();
      task.exit();
    }
    CoreTask dropped = world.task("dropped");
    world.tasks.setPriority(dropped, dropped, IoPriority.bestEffort(1).value());
    dropped = null;
    // Once this unreachable task is counted, the collector and the task reaper have certainly run.
    collectUntil(() -> world.tasks.abandoned() == 1);

    assertThat(world.elevator.exits).hasValue(100);
    world.jobs.runAll();
    collectUntil(() -> world.contexts.live() == 0);
    world.verifyNothingLeft();
  }

  @Test
  void sharedContextOutlivesTheTaskThatBecameUnreachable() {
    CoreTask keeper = world.task("keeper");
    world.tasks.setPriority(keeper, keeper, IoPriority.bestEffort(1).value());
    CoreContext context = keeper.ioContext();
    world.tasks.newChild(keeper, TaskSpec.named("lost"), true);
    collectUntil(() -> context.activeTasks() == 1);

    assertThat(context.references()).isEqualTo(1);
    keeper.exit();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void taskTableKeepsManyTasksApart() {
    TaskTable table = new TaskTable();
    CoreTask[] tasks = new CoreTask[1_000];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = world.task("t" + i);
      assertThat(table.add(tasks[i].entry())).isTrue();
      assertThat(table.add(tasks[i].entry())).isFalse();
    }
    for (int i = 0; i < tasks.length; i += 2) {
      table.remove(tasks[i].entry());
      table.remove(tasks[i].entry());
    }
    assertThat(table.size()).isEqualTo(500);
    for (int i = 0; i < tasks.length; i++) {
      TaskEntry found = table.find(tasks[i].id());
      assertThat(found).isSameAs(i % 2 == 0 ? null : tasks[i].entry());
    }
    assertThat(table.tasks()).hasSize(500).contains(tasks[1]).doesNotContain(tasks[0]);
  }
}
