package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.Group;
import io.elevator.api.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTreeTest {
  private final TestWorld world = new TestWorld();
  private final GroupTree groups = world.groups;
  private final List<String> heard = new ArrayList<>();
  private final GroupListener listener =
      new GroupListener() {
        @Override
        public void weightChanged(Group group) {
          heard.add(group.path() + " weighs " + group.weight());
        }

        @Override
        public void removed(Group group) {
          heard.add(group.path() + " removed, online " + group.isOnline());
        }
      };

  @Test
  void groupsKnowTheirPathParentDepthAndWeight() {
    Group a = groups.create(groups.root(), "a", 200);
    Group b = groups.create(a, "b", 1);
    Group c = groups.create(groups.root(), "c", 1000);

    assertThat(b.path()).isEqualTo("a/b");
    assertThat(List.of(groups.root().depth(), a.depth(), b.depth())).containsExactly(0, 1, 2);
    assertThat(List.of(groups.root().serial(), a.serial(), b.serial(), c.serial()))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(groups.children(groups.root())).containsExactly(a, c);
    assertThat(b.parent()).isSameAs(a);
    assertThat(groups.root().parent()).isNull();
    assertThat(groups.root().path()).isEmpty();
    assertThat(a.weight()).isEqualTo(200);
    assertThat(groups.root().weight()).isEqualTo(Group.DEFAULT_WEIGHT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void weightsOutOfRangeAreRefused(int weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> groups.create(groups.root(), "a", weight))
        .withMessage("weight " + weight + " of group 'a' is not in 1..1000");
    Group a = groups.create(groups.root(), "a", 5);
    assertThatIllegalArgumentException().isThrownBy(() -> groups.weigh(a, weight));
    assertThat(a.weight()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/b"})
  void groupNamesThatCannotBePartOfAPathAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> groups.create(groups.root(), name, 100))
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void siblingGroupsMustHaveDifferentNames() {
    Group a = groups.create(groups.root(), "a", 100);
    groups.create(a, "a", 100);

    assertThatIllegalStateException()
        .isThrownBy(() -> groups.create(groups.root(), "a", 100))
        .withMessageContaining("has a child 'a' already");
    groups.remove(groups.children(a).iterator().next());
    groups.remove(a);
    assertThat(groups.create(groups.root(), "a", 100).serial()).isEqualTo(4);
  }

  @Test
  void listenersAreCalledForWeightChangesAndRemovals() {
    groups.addListener(listener);
    Group a = groups.create(groups.root(), "a", 100);
    groups.weigh(a, 300);
    groups.remove(a);
    groups.removeListener(listener);
    groups.remove(groups.create(groups.root(), "b", 100));

    assertThat(heard).containsExactly("a weighs 300", "a removed, online false");
  }

  @Test
  void rootGroupCannotBeWeightedOrRemoved() {
    assertThatIllegalArgumentException().isThrownBy(() -> groups.weigh(groups.root(), 5));
    assertThatIllegalStateException().isThrownBy(() -> groups.remove(groups.root()));
  }

  @Test
  void onlyAnEmptyGroupCanBeRemoved() {
    Group a = groups.create(groups.root(), "a", 100);
    Group b = groups.create(a, "b", 100);
    CoreTask task = world.tasks.newTask(TaskSpec.named("t").withGroup(a));

    assertThatIllegalStateException()
        .isThrownBy(() -> groups.remove(a))
        .withMessage("the group 'a' has 1 children and 1 tasks: it cannot be removed");
    groups.remove(b);
    task.exit();
    groups.remove(a);
    assertThatIllegalStateException()
        .isThrownBy(() -> groups.remove(a))
        .withMessage("the group 'a' is removed already");
    assertThatIllegalStateException()
        .isThrownBy(() -> groups.create(a, "c", 100))
        .withMessageContaining("the group 'a' is removed");
    assertThatIllegalStateException()
        .isThrownBy(() -> world.tasks.newTask(TaskSpec.named("t").withGroup(a)));
    assertThat(groups.children(groups.root())).isEmpty();
  }

  @Test
  void tasksMoveBetweenGroups() {
    Group a = groups.create(groups.root(), "a", 100);
    Group b = groups.create(groups.root(), "b", 100);
    CoreTask task = world.tasks.newTask(TaskSpec.named("t").withGroup(a));
    groups.move(task, b);

    assertThat(task.group()).isSameAs(b);
    groups.remove(a);
    groups.move(task, b);
    assertThatIllegalStateException().isThrownBy(() -> groups.move(task, a));
    assertThat(task.group()).isSameAs(b);
    task.exit();
    assertThatIllegalStateException()
        .isThrownBy(() -> groups.move(task, b))
        .withMessage("task 't' has exited: it cannot be moved");
    groups.remove(b);
  }

  @Test
  void tasksAndGroupsOfAnotherBlockLayerAreRefused() {
    TestWorld other = new TestWorld();
    Group foreign = other.groups.create(other.groups.root(), "f", 100);
    CoreTask task = world.task("t");

    assertThatIllegalArgumentException().isThrownBy(() -> groups.create(foreign, "x", 100));
    assertThatIllegalArgumentException().isThrownBy(() -> groups.move(task, foreign));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> groups.move(other.task("o"), task.group()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.newTask(TaskSpec.named("t").withGroup(foreign)));
  }

  @Test
  void movingTasksDuringExitAndRemovalLeavesEmptyGroups() {
    Group a = groups.create(groups.root(), "a", 100);
    Group b = groups.create(groups.root(), "b", 100);
    int rounds = 3_000;
    SpinBarrier barrier = new SpinBarrier(2);
    CoreTask[] victim = new CoreTask[1];
    OtherThread<Void> exits =
        OtherThread.run(() -> {
          for (int i = 0; i < rounds; i++) {
            barrier.await();
            victim[0].exit();
            barrier.await();
          }
        });
    int moved = 0;
    for (int i = 0; i < rounds; i++) {
      victim[0] = world.tasks.newTask(TaskSpec.named("v").withGroup(a));
      barrier.await();
      try {
        groups.move(victim[0], b);
        moved++;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("has exited");
      }
      barrier.await();
    }
    exits.join();

    assertThat(moved).isBetween(0, rounds);
    groups.remove(a);
    groups.remove(b);
  }
}
