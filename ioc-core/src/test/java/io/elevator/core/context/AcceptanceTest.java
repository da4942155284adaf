package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.IoPriority;
import io.elevator.api.PriorityClass;
import io.elevator.api.TaskSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sequences of task and io-context operations on one thread, which need no real request. */
class AcceptanceTest {
  private static final int BE_2 = IoPriority.bestEffort(2).value();
  private static final int BE_4 = IoPriority.bestEffort(4).value();
  private static final int BE_7 = IoPriority.bestEffort(7).value();
  private static final int IDLE = IoPriority.idle().value();

  private final TestWorld world = new TestWorld();
  private final CoreTask task = world.task("a");

  @AfterEach
  void nothingIsLeft() {
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void unsetPriorityIsZeroRawAndBestEffortFourInEffect() {
    assertThat(task.rawPriority()).isZero();
    assertThat(task.effectivePriority()).isEqualTo(BE_4);
    assertThat(task.ioContext()).isNull();
  }

  @Test
  void settingAPriorityCreatesOneContextWithoutIcqs() {
    world.tasks.setPriority(task, task, BE_7);

    assertThat(task.rawPriority()).isEqualTo(16391);
    assertThat(world.contexts.live()).isEqualTo(1);
    assertThat(task.ioContext().references()).isEqualTo(1);
    assertThat(task.ioContext().activeTasks()).isEqualTo(1);
    assertThat(task.ioContext().icqs()).isZero();
  }

  @Test
  void priorityWithoutClassButWithLevelIsRefusedAndCreatesNoContext() {
    assertThatThrownBy(() -> world.tasks.setPriority(task, task, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a class");
    assertThat(task.ioContext()).isNull();
  }

  @Test
  void realTimeClassNeedsACapability() {
    int realTime = IoPriority.realTime(0).value();

    assertThatThrownBy(() -> world.tasks.setPriority(task, task, realTime))
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining("SYS_NICE");
    assertThat(task.ioContext()).isNull();
  }

  @Test
  void idleClassAcceptsALevel() {
    world.tasks.setPriority(task, task, new IoPriority(PriorityClass.IDLE, 5, 0).value());

    assertThat(task.rawPriority()).isEqualTo(24581);
  }

  @Test
  void encodingPartsOutOfRangeGivesTheInvalidValue() {
    assertThat(IoPriority.encode(8, 0, 0)).isEqualTo(57344);
    assertThat(IoPriority.encode(2, 8, 0)).isEqualTo(57344);
    assertThat(IoPriority.encode(2, 0, 1024)).isEqualTo(57344);
  }

  @Test
  void effectivePriorityFollowsFromTheNiceValue() {
    assertThat(effectivePriorityAtNice(-20)).isEqualTo(IoPriority.bestEffort(0).value());
    assertThat(effectivePriorityAtNice(0)).isEqualTo(BE_4);
    assertThat(effectivePriorityAtNice(19)).isEqualTo(BE_7);
  }

  private int effectivePriorityAtNice(int nice) {
    try (CoreTask nicer = world.tasks.newTask(TaskSpec.named("n").withNice(nice))) {
      return nicer.effectivePriority();
    }
  }

  @Test
  void copiedContextInheritsOnlyAPriorityWithAClass() {
    world.tasks.setPriority(task, task, IoPriority.NONE_VALUE);
    CoreTask first = world.tasks.newChild(task, TaskSpec.named("first"), false);
    world.tasks.setPriority(task, task, BE_2);
    TestQueue queue = world.queue();
    world.request(task, queue).finish();
    CoreTask second = world.tasks.newChild(task, TaskSpec.named("second"), false);

    assertThat(first.ioContext()).isNull();
    assertThat(second.ioContext()).isNotNull().isNotSameAs(task.ioContext());
    assertThat(second.rawPriority()).isEqualTo(BE_2);
    assertThat(second.ioContext().icqs()).isZero();
    first.exit();
    second.exit();
  }

  @Test
  void tasksThatShareAContextHaveTheSameObject() {
    world.tasks.setPriority(task, task, BE_2);
    CoreTask child = world.tasks.newChild(task, TaskSpec.named("child"), true);
    world.tasks.setPriority(child, child, IDLE);

    assertThat(task.rawPriority()).isEqualTo(IDLE);
    assertThat(task.ioContext()).isSameAs(child.ioContext());
    assertThat(task.ioContext().activeTasks()).isEqualTo(2);
    assertThat(task.ioContext().references()).isEqualTo(1);
    child.exit();
    assertThat(task.ioContext().activeTasks()).isEqualTo(1);
    assertThat(task.ioContext().references()).isEqualTo(1);
  }

  @Test
  void requestTakesOneReferenceAndCreatesOneIcq() {
    TestQueue queue = world.queue();
    TestRequest request = world.request(task, queue);
    assertThat(task.ioContext().references()).isEqualTo(2);
    assertThat(world.elevator.inits).hasValue(1);
    request.finish();

    assertThat(task.ioContext().references()).isEqualTo(1);
    TestRequest again = world.request(task, queue);
    assertThat(again.icq()).isSameAs(request.icq());
    assertThat(world.cache.allocated()).isEqualTo(1);
    again.finish();
  }

  @Test
  void hintAlternatesWhenTwoQueuesAreUsedInTurn() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    for (int i = 0; i < 5; i++) {
      TestRequest onQ = world.request(task, q);
      assertThat(task.lookupIcq(q.icqs)).isSameAs(onQ.icq());
      assertThat(task.ioContext().hinted()).isSameAs(onQ.icq());
      TestRequest onR = world.request(task, r);
      assertThat(task.lookupIcq(r.icqs)).isSameAs(onR.icq());
      assertThat(task.ioContext().hinted()).isSameAs(onR.icq());
      onQ.finish();
      onR.finish();
    }

    assertThat(world.cache.allocated()).isEqualTo(2);
    assertThat(task.ioContext().icqs()).isEqualTo(2);
  }

  @Test
  void exitWithoutRequestsRunsTheExitHooksAndDefersTheRelease() {
    world.request(task, world.queue()).finish();
    world.request(task, world.queue()).finish();
    task.exit();

    assertThat(world.elevator.exits).hasValue(2);
    assertThat(world.cache.active()).isEqualTo(2);
    assertThat(world.jobs.waiting()).isEqualTo(1);
    world.jobs.runAll();
    assertThat(world.cache.active()).isZero();
    assertThat(world.contexts.live()).isZero();
  }

  @Test
  void exitWithARequestInFlightRunsTheExitHookBeforeTheCompletion() {
    TestRequest request = world.request(task, world.queue());
    task.exit();

    assertThat(request.icq().exits).hasValue(1);
    assertThat(request.icq().node().isExited()).isTrue();
    assertThat(request.icq().coreContext().references()).isEqualTo(1);
    assertThat(world.jobs.waiting()).isZero();
    request.finish();
    assertThat(world.jobs.runAll()).isEqualTo(1);
    assertThat(world.contexts.live()).isZero();
    assertThat(request.icq().exits).hasValue(1);
  }

  @Test
  void switchOfOneQueueKeepsTheIcqsOfTheOtherQueue() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    TestRequest onR = world.request(task, r);
    TestRequest onQ = world.request(task, q);
    assertThat(task.lookupIcq(q.icqs)).isSameAs(onQ.icq());
    onQ.finish();
    TestElevator next = new TestElevator();
    q.change(world.cache, next);

    assertThat(onQ.icq().exits).hasValue(1);
    assertThat(onQ.icq().node().isDestroyed()).isTrue();
    assertThat(task.ioContext().hinted()).isNull();
    assertThat(task.lookupIcq(q.icqs)).isNull();
    assertThat(task.lookupIcq(r.icqs)).isSameAs(onR.icq());
    assertThat(onR.icq().exits).hasValue(0);
    assertThat(task.ioContext().references()).isEqualTo(2);
    onR.finish();
    TestRequest anew = world.request(task, q);
    assertThat(anew.icq()).isNotSameAs(onQ.icq());
    assertThat(next.inits).hasValue(1);
    anew.finish();
    task.exit();
    assertThat(next.exits).hasValue(1);
  }

  @Test
  void exitAfterASwitchDoesNotRunTheExitHookAgain() {
    TestQueue q = world.queue();
    TestRequest request = world.request(task, q);
    request.finish();
    q.change(world.cache, world.elevator);
    task.exit();
    world.jobs.runAll();

    assertThat(request.icq().exits).hasValue(1);
    assertThat(world.elevator.exits).hasValue(1);
  }

  @Test
  void priorityOfAProcessGroupIsItsBestEffectivePriority() {
    CoreTask root = world.tasks.newTask(TaskSpec.named("root").withCredentials(TestWorld.NICE));
    CoreTask b = world.task("b");
    CoreTask c = world.task("c");
    world.tasks.setPriority(root, task, IoPriority.bestEffort(5).value());
    world.tasks.setPriority(root, b, IoPriority.realTime(7).value());

    assertThat(world.tasks.bestPriority(root, List.of(task, b, c))).isEqualTo(8199);
    root.exit();
    b.exit();
    c.exit();
  }
}
