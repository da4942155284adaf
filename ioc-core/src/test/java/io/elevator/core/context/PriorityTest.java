package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.api.Capability;
import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.PriorityClass;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which priorities a task may request, which tasks may set the priority of another task, and
 * the reading of priorities.
 */
class PriorityTest {
  private static final int BE_1 = IoPriority.bestEffort(1).value();
  private static final int RT_0 = IoPriority.realTime(0).value();

  private final TestWorld world = new TestWorld();
  private final CoreTask task = world.task("a");

  private CoreTask taskOf(String name, Credentials credentials) {
    return world.tasks.newTask(TaskSpec.named(name).withCredentials(credentials));
  }

  @ParameterizedTest
  @ValueSource(ints = {4 << 13, 5 << 13, 6 << 13, 7 << 13, 4 << 13 | 3})
  void classesWithoutMeaningAreRefused(int value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.setPriority(task, task, value))
        .withMessageContaining("expected 0..3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 16, -1, Integer.MIN_VALUE, (1 << 16) + (2 << 13)})
  void valuesWithBitsAboveTheSixteenthAreRefused(int value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.setPriority(task, task, value))
        .withMessageContaining("is not in 0..65535");
  }

  @Test
  void noneIsAcceptedWithAHintAndRefusedWithALevel() {
    int hinted = IoPriority.encode(0, 0, 5);
    world.tasks.setPriority(task, task, hinted);

    assertThat(task.rawPriority()).isEqualTo(hinted);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.setPriority(task, task, hinted | 2));
    // This value has no priority class, so it has no effect: the effective priority follows from
    // the nice value and the CPU policy.
    assertThat(task.effectivePriority()).isEqualTo(IoPriority.bestEffort(4).value());
  }

  @Test
  void aBestEffortValueWithBitsAboveTheLevelIsAHint() {
    world.tasks.setPriority(task, task, 2 * 8192 + 8);

    assertThat(IoPriority.of(task.rawPriority()))
        .isEqualTo(new IoPriority(PriorityClass.BEST_EFFORT, 0, 1));
    assertThat(task.effectivePriority()).isEqualTo(2 * 8192 + 8);
  }

  @ParameterizedTest
  @EnumSource(Capability.class)
  void eitherCapabilityAllowsTheRealTimeClass(Capability capability) {
    CoreTask able = taskOf("able", Credentials.user(7).with(capability));
    world.tasks.setPriority(able, able, RT_0);

    assertThat(able.rawPriority()).isEqualTo(RT_0);
  }

  @Test
  void capabilityOfTheCallerIsCheckedBeforeTheTarget() {
    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> world.tasks.setPriority(task, List.of(), RT_0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.setPriority(task, List.of(), 1));
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> world.tasks.setPriority(task, List.of(), BE_1));
  }

  @ParameterizedTest
  @CsvSource({
    // caller's real user, caller's effective user, caller has SYS_NICE, may set the priority of
    // user 5
    "5, 5, false, true",
    "5, 6, false, true",
    "6, 5, false, true",
    "6, 6, false, false",
    "0, 0, false, false",
    "6, 6, true, true",
  })
  void ownerOrHolderOfTheCapabilityMaySetThePriority(
      int real, int effective, boolean nice, boolean may) {
    Set<Capability> capabilities = nice ? Set.of(Capability.SYS_NICE) : Set.of();
    CoreTask caller = taskOf("caller", new Credentials(real, effective, 0, capabilities));
    // The target's effective user has no influence.
    CoreTask target = taskOf("target", new Credentials(5, 99, 0, Set.of()));

    if (may) {
      world.tasks.setPriority(caller, target, BE_1);
      assertThat(target.rawPriority()).isEqualTo(BE_1);
    } else {
      assertThatExceptionOfType(SecurityException.class)
          .isThrownBy(() -> world.tasks.setPriority(caller, target, BE_1))
          .withMessageContaining("may not set the I/O priority of task 'target' of user 5");
      assertThat(target.ioContext()).isNull();
    }
  }

  @Test
  void administrationCapabilityAloneDoesNotAllowSettingOtherUsersTasks() {
    CoreTask admin = taskOf("admin", Credentials.user(0).with(Capability.SYS_ADMIN));

    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> world.tasks.setPriority(admin, task, BE_1));
  }

  @Test
  void embeddersPolicyIsCheckedLastAndItsExceptionPropagatesUnchanged() {
    List<String> asked = new ArrayList<>();
    SecurityException no = new SecurityException("not today");
    PermissionPolicy policy =
        new PermissionPolicy() {
          @Override
          public void checkSet(Task caller, Task target, int priority) {
            asked.add(caller.name() + " sets " + target.name() + " to " + priority);
            if (target.name().equals("refused")) {
              throw no;
            }
          }

          @Override
          public void checkGet(Task caller, Task target) {
            asked.add(caller.name() + " reads " + target.name());
            if (target.name().equals("refused")) {
              throw no;
            }
          }
        };
    TestWorld guarded = new TestWorld(policy);
    CoreTask a = guarded.task("a");
    CoreTask refused = guarded.task("refused");

    guarded.tasks.setPriority(a, a, BE_1);
    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> guarded.tasks.setPriority(a, refused, BE_1))
        .isSameAs(no);
    assertThat(refused.ioContext()).isNull();
    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> guarded.tasks.priority(a, refused))
        .isSameAs(no);
    assertThat(guarded.tasks.bestPriority(a, List.of(refused, a))).isEqualTo(BE_1);
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> guarded.tasks.bestPriority(a, List.of(refused)));
    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> guarded.tasks.setPriority(a, a, RT_0));
    assertThat(asked)
        .containsExactly(
            "a sets a to 16385",
            "a sets refused to 16385",
            "a reads refused",
            "a reads refused",
            "a reads a",
            "a reads refused");
  }

  @Test
  void settingAProcessGroupStopsAtTheFirstErrorAndKeepsEarlierChanges() {
    CoreTask before = world.task("before");
    CoreTask foreign = taskOf("foreign", Credentials.user(5));
    CoreTask after = world.task("after");

    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> world.tasks.setPriority(task, List.of(before, foreign, after), BE_1));
    assertThat(before.rawPriority()).isEqualTo(BE_1);
    assertThat(foreign.ioContext()).isNull();
    assertThat(after.ioContext()).isNull();
  }

  @Test
  void processGroupsAndUsersAreVisitedInOrderOfTaskId() {
    CoreTask one = taskOf("one", new Credentials(5, 5, 3, Set.of()));
    CoreTask two = taskOf("two", new Credentials(5, 6, 4, Set.of()));
    CoreTask three = taskOf("three", new Credentials(6, 5, 3, Set.of()));

    assertThat(world.tasks.processGroup(3)).containsExactly(one, three);
    assertThat(world.tasks.user(5)).containsExactly(one, two);
    assertThat(world.tasks.user(77)).isEmpty();
    one.exit();
    assertThat(world.tasks.processGroup(3)).containsExactly(three);
    assertThat(world.tasks.task(two.id())).isSameAs(two);
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> world.tasks.task(one.id()))
        .withMessage("there is no task " + one.id());
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> world.tasks.task(-3));
  }

  @Test
  void readingTheRawPriorityOfATaskGivesTheValueThatWasSet() {
    assertThat(world.tasks.priority(task, task)).isZero();
    world.tasks.setPriority(task, task, BE_1);
    assertThat(world.tasks.priority(task, task)).isEqualTo(BE_1);
  }

  @ParameterizedTest
  @CsvSource({
    "-20, 0", "-16, 0", "-15, 1", "-11, 1", "-10, 2", "-6, 2", "-5, 3", "-1, 3", "0, 4", "4, 4",
    "5, 5", "9, 5", "10, 6", "14, 6", "15, 7", "19, 7"
  })
  void levelFollowsFromTheNiceValueInEveryClass(int nice, int level) {
    for (CpuPolicy policy : CpuPolicy.values()) {
      CoreTask made = world.tasks.newTask(TaskSpec.named("n").withNice(nice).withCpuPolicy(policy));
      assertThat(made.effectivePriority())
          .isEqualTo(IoPriority.encode(policy.ioClass().number(), level, 0));
      assertThat(made.nice()).isEqualTo(nice);
      made.exit();
    }
  }

  @Test
  void priorityInTheTaskSpecIsSetByTheNewTaskItself() {
    CoreTask made = world.tasks.newTask(TaskSpec.named("x").withPriority(IoPriority.idle()));
    assertThat(made.rawPriority()).isEqualTo(IoPriority.idle().value());
    TaskSpec realTime = TaskSpec.named("y").withPriority(IoPriority.realTime(3));

    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> world.tasks.newTask(realTime));
    assertThat(world.tasks.newTask(realTime.withCredentials(TestWorld.NICE)).rawPriority())
        .isEqualTo(IoPriority.realTime(3).value());
  }

  @Test
  void childInheritsCredentialsAndGroupUnlessItsSpecNamesOthers() {
    CoreTask parent =
        world.tasks.newTask(
            TaskSpec.named("p")
                .withCredentials(Credentials.user(5))
                .withGroup(world.groups.create(world.groups.root(), "g", 100)));
    CoreTask child = world.tasks.newChild(parent, TaskSpec.named("c"), false);

    assertThat(child.credentials()).isEqualTo(Credentials.user(5));
    assertThat(child.group()).isSameAs(parent.group());
    assertThat(world.tasks.newTask(TaskSpec.named("t")).credentials()).isEqualTo(TestWorld.USER);
  }

  @Test
  void stripesAreAssignedInTurnUnlessTheSpecNamesOne() {
    assertThat(List.of(task.stripe(), world.task("b").stripe(), world.task("c").stripe()))
        .containsExactly(0, 1, 0);
    assertThat(world.tasks.newTask(TaskSpec.named("d").withStripe(1)).stripe()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.newTask(TaskSpec.named("e").withStripe(2)))
        .withMessage("stripe 2 of task 'e' is not in -1..1");
  }

  @Test
  void tasksOfAnotherBlockLayerAreRefused() {
    CoreTask foreign = new TestWorld().task("foreign");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.setPriority(task, foreign, BE_1))
        .withMessage("task 'foreign' belongs to another block layer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.tasks.newChild(foreign, TaskSpec.named("c"), true));
    assertThatIllegalArgumentException().isThrownBy(() -> world.tasks.runAs(foreign, () -> {}));
  }
}
