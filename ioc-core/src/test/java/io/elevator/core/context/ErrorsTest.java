package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Reactions of the library to invalid states and to exhausted memory. */
class ErrorsTest {
  private static final int BE_1 = IoPriority.bestEffort(1).value();

  private final TestWorld world = new TestWorld();
  private final CoreTask task = world.task("a");

  private CoreContext context() {
    world.tasks.setPriority(task, task, BE_1);
    return task.ioContext();
  }

  @Test
  void getAndPutAfterTheLastReferenceHaveNoEffect() {
    CoreContext context = context();
    task.exit();

    assertThatIllegalStateException()
        .isThrownBy(context::put)
        .withMessage("io_context " + context.id() + " already released: put");
    assertThatIllegalStateException()
        .isThrownBy(context::get)
        .withMessage("io_context " + context.id() + " already released: get");
    assertThat(context.references()).isZero();
    assertThat(context.tryGet()).isFalse();
    world.verifyEmpty();
  }

  @Test
  void sharingAndDetachingWithoutATaskAreDefects() {
    CoreContext context = context();
    task.exit();

    assertThatIllegalStateException()
        .isThrownBy(context::share)
        .withMessageContaining("cannot be shared");
    assertThatIllegalStateException()
        .isThrownBy(context::detach)
        .withMessageContaining("no task to detach");
    assertThat(context.activeTasks()).isZero();
  }

  @Test
  void destroyingWithoutTheQueueLockIsADefect() {
    TestQueue queue = world.queue();
    TestRequest request = world.request(task, queue);

    assertThatIllegalStateException()
        .isThrownBy(() -> task.ioContext().destroy(request.icq().node(), 1))
        .withMessageContaining("without its queue lock");
    assertThat(request.icq().node().isDestroyed()).isFalse();
    request.finish();
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void changingTheElevatorOfAQueueThatIsNotFrozenIsADefect() {
    TestQueue queue = world.queue();

    assertThatIllegalStateException()
        .isThrownBy(() -> queue.icqs.clear(1))
        .withMessage("clearing the icqs of queue 0, which is not frozen");
    assertThatIllegalStateException()
        .isThrownBy(queue.icqs::detach)
        .withMessageContaining("not frozen");
    assertThatIllegalStateException()
        .isThrownBy(() -> world.bareQueue().icqs.attach(world.cache, world.elevator))
        .withMessageContaining("attaching test_io_cq of queue 1, which is not frozen");
  }

  @Test
  void attachingTwiceOrDetachingWhileIcqsExistIsADefect() {
    TestQueue queue = world.queue();
    world.request(task, queue).finish();
    queue.freeze();

    assertThatIllegalStateException()
        .isThrownBy(() -> queue.icqs.attach(world.cache, world.elevator))
        .withMessageContaining("which has an elevator");
    assertThatIllegalStateException()
        .isThrownBy(queue.icqs::detach)
        .withMessageContaining("with 1 icqs linked");
    assertThat(queue.icqs.elevator()).isSameAs(world.elevator);
  }

  @Test
  void findOrCreateForAnElevatorWithoutIcqsIsADefect() {
    TestQueue queue = world.bareQueue();

    assertThatIllegalStateException()
        .isThrownBy(() -> task.findOrCreateIcq(queue.icqs, 1))
        .withMessageContaining("queue 0 has no elevator with icqs");
    assertThat(task.ioContext()).isNull();
    context();
    assertThatIllegalStateException().isThrownBy(() -> task.findOrCreateIcq(queue.icqs, 1));
    assertThat(task.ioContext().references()).isEqualTo(1);
    assertThat(task.lookupIcq(queue.icqs)).isNull();
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void icqOfAnotherQueueUnderTheSameIdThrowsInStrictMode() {
    TestQueue first = world.queue();
    world.request(task, first).finish();
    // The test returns the queue's id too early, while the queue still has an icq.
    world.ids.giveBack(first.icqs.id());
    TestQueue second = world.queue();
    world.contexts.setStrict(true);

    assertThatIllegalStateException()
        .isThrownBy(() -> task.findOrCreateIcq(second.icqs, 1))
        .withMessageContaining("an icq of another queue under id 0");
    assertThat(task.ioContext().references()).isEqualTo(1);
    assertThat(world.contexts.staleIcqs()).isEqualTo(1);
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void icqOfAnotherQueueUnderTheSameIdIsCountedOutsideStrictMode() {
    TestQueue first = world.queue();
    TestRequest request = world.request(task, first);
    world.ids.giveBack(first.icqs.id());
    TestQueue second = world.queue();
    world.contexts.setStrict(false);

    assertThat(task.findOrCreateIcq(second.icqs, 1)).isNull();
    assertThat(task.lookupIcq(second.icqs)).isNull();
    assertThat(task.lookupIcq(first.icqs)).isSameAs(request.icq());
    assertThat(world.contexts.staleIcqs()).isEqualTo(1);
    assertThat(world.cache.discarded()).isEqualTo(1);
    request.finish();
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void requestHasNoIcqIfAllocatingTheIcqFails() {
    TestQueue queue = world.queue();
    world.cache.setAllocationGate(() -> false);
    TestRequest request = world.request(task, queue);

    assertThat(request.icq()).isNull();
    assertThat(task.ioContext().references()).isEqualTo(1);
    assertThat(world.cache.refused()).isEqualTo(1);
    assertThat(world.cache.allocated()).isZero();
    request.finish();
    world.cache.setAllocationGate(AllocationGate.OPEN);
    TestRequest later = world.request(task, queue);
    assertThat(later.icq()).isNotNull();
    later.finish();
    task.exit();
    world.verifyEmpty();
  }

  @Test
  void requestHasNoIcqIfAllocatingTheContextFails() {
    TestQueue queue = world.queue();
    world.contexts.setAllocationGate(() -> false);

    assertThat(world.request(task, queue).icq()).isNull();
    assertThat(task.ioContext()).isNull();
    assertThat(world.contexts.allocated()).isZero();
  }

  @Test
  void failedContextAllocationFailsSettingAPriorityAndCopyingButNotSharing() {
    CoreTask other = world.task("b");
    context();
    world.contexts.setAllocationGate(() -> false);

    assertThatThrownBy(() -> world.tasks.setPriority(other, other, BE_1))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("no memory for the io_context of task 'b'");
    assertThatThrownBy(() -> world.tasks.newChild(task, TaskSpec.named("c"), false))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("no memory for the io_context of task 'c'");
    assertThat(world.tasks.size()).as("the failed child is gone").isEqualTo(2);
    world.tasks.newChild(task, TaskSpec.named("d"), true).exit();
    task.exit();
    other.exit();
    world.verifyEmpty();
  }

  @Test
  void childTaskWhoseCreationFailsIsDetachedFromItsContext() {
    CoreContext context = context();
    TaskSpec impossible = TaskSpec.named("c").withPriority(IoPriority.realTime(0));

    assertThatThrownBy(() -> world.tasks.newChild(task, impossible, true))
        .isInstanceOf(SecurityException.class);
    assertThat(context.activeTasks()).isEqualTo(1);
    assertThat(context.references()).isEqualTo(1);
    assertThat(world.tasks.size()).isEqualTo(1);
  }

  @Test
  void initHookThatThrowsLeavesNoIcq() {
    TestQueue queue = world.queue();
    world.elevator.onInit =
        icq -> {
          throw new UnsupportedOperationException("no init");
        };

    assertThatThrownBy(() -> task.findOrCreateIcq(queue.icqs, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("no init");
    assertThat(task.ioContext().references()).isEqualTo(1);
    assertThat(task.ioContext().icqs()).isZero();
    assertThat(queue.icqs.icqs()).isZero();
    assertThat(task.lookupIcq(queue.icqs)).isNull();
    assertThat(world.cache.discarded()).isEqualTo(1);
    assertThat(world.cache.active()).isZero();
    assertThat(world.elevator.exits).hasValue(0);

    world.elevator.onInit = icq -> {};
    TestRequest request = world.request(task, queue);
    assertThat(request.icq()).isNotNull();
    request.finish();
    task.exit();
    world.jobs.runAll();
    assertThat(world.cache.active()).isZero();
  }

  @Test
  void exitHookThatThrowsIsReportedAndTheExitGoesOn() {
    TestQueue q = world.queue();
    TestQueue r = world.queue();
    TestRequest onQ = world.request(task, q);
    TestRequest onR = world.request(task, r);
    onQ.finish();
    onR.finish();
    world.elevator.onExit =
        icq -> {
          throw new AssertionError("exit of " + icq.queue());
        };
    task.exit();

    assertThat(onQ.icq().node().isExited()).isTrue();
    assertThat(onR.icq().node().isExited()).isTrue();
    assertThat(world.errors)
        .containsExactly(
            "exit hook of an icq of queue 1: exit of queue 1",
            "exit hook of an icq of queue 0: exit of queue 0");
    assertThat(world.jobs.runAll()).isEqualTo(1);
    world.verifyNothingLeft();
    assertThat(world.elevator.exits).hasValue(2);
  }

  @Test
  void exitHookThatThrowsDuringAClearDoesNotStopTheClear() {
    TestQueue queue = world.queue();
    CoreTask other = world.task("b");
    world.request(task, queue).finish();
    world.request(other, queue).finish();
    AtomicInteger calls = new AtomicInteger();
    world.elevator.onExit =
        icq -> {
          throw new IllegalArgumentException("call " + calls.incrementAndGet());
        };
    queue.change(null, null);

    assertThat(world.thrown).hasSize(2).allMatch(e -> e instanceof IllegalArgumentException);
    assertThat(world.cache.active()).isZero();
    task.exit();
    other.exit();
    world.verifyNothingLeft();
  }

  @Test
  void deferredJobThatIsRefusedIsReportedAndTheQueueDestroysTheIcqsInstead() {
    TestWorld refusing =
        new TestWorld(
            PermissionPolicy.ALLOW,
            job -> {
              throw new RejectedExecutionException("closed");
            });
    TestQueue queue = refusing.queue();
    CoreTask submitter = refusing.task("a");
    refusing.request(submitter, queue).finish();

    assertThatCode(submitter::exit).doesNotThrowAnyException();
    assertThat(refusing.errors).containsExactly("handing over the release of a context: closed");
    queue.change(null, null);
    assertThat(refusing.cache.active()).isZero();
  }

  @Test
  void icqFactoryThatReturnsNullOrTheWrongTypeIsRefusedAtRegistration() {
    IcqNode foreign = ProbeOwner.make();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IcqCache("x", owner -> null))
        .withMessage("the icq factory of elevator 'x' returned null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IcqCache("x", owner -> new TestIcq(foreign)))
        .withMessage("the icq factory of elevator 'x' made an icq of another owner");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new IcqCache(
                "x",
                owner -> {
                  throw new IllegalStateException("broken");
                }))
        .withMessageContaining("'x' fails")
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void icqFactoryThatFailsAfterRegistrationIsADefectAndLeavesNoIcq() {
    AtomicInteger calls = new AtomicInteger();
    IcqCache fickle =
        new IcqCache("x", owner -> calls.getAndIncrement() == 0 ? new TestIcq(owner) : null);
    TestQueue queue = world.bareQueue();
    queue.freeze();
    queue.icqs.attach(fickle, world.elevator);
    queue.thaw();

    assertThatIllegalStateException()
        .isThrownBy(() -> task.findOrCreateIcq(queue.icqs, 1))
        .withMessage("the icq factory of elevator 'x' returned null");
    assertThat(task.ioContext().references()).isEqualTo(1);
    assertThat(fickle.active()).isZero();
  }

  @Test
  void exitIsIdempotentWithAndWithoutContext() {
    context();
    task.exit();
    task.exit();
    CoreTask idle = world.task("idle");
    idle.close();
    idle.exit();

    assertThat(idle.isExiting()).isTrue();
    world.verifyEmpty();
  }
}
