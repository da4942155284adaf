package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.core.context.LockChecks.Entry;
import io.elevator.core.context.LockChecks.Hook;
import io.elevator.core.context.LockChecks.Rank;
import io.elevator.spi.Icq;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checked mode, which is on in tests, refuses every step that the locking rules forbid. */
class LockChecksTest {
  private final TestWorld world = new TestWorld();
  private final CoreTask task = world.task("a");
  private final Deque<Runnable> undo = new ArrayDeque<>();

  @AfterEach
  void undoAll() {
    undo.forEach(Runnable::run);
  }

  private void hold(Rank rank) {
    Object lock = new Object();
    LockChecks.acquiring(rank, lock);
    LockChecks.acquired(rank, lock);
    undo.push(() -> LockChecks.releasing(rank, lock));
  }

  private static void want(Rank rank) {
    LockChecks.acquiring(rank, new Object());
  }

  @Test
  void lockChecksAreOnInTests() {
    assertThat(LockChecks.ENABLED).isTrue();
  }

  @Test
  void lockOrderIsQueueContextElevator() {
    hold(Rank.QUEUE);
    hold(Rank.CONTEXT);
    hold(Rank.ELEVATOR);

    for (Rank rank : Rank.values()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> want(rank))
          .withMessageContaining("lock order: waiting for a " + rank + " lock while holding");
    }
  }

  @Test
  void twoLocksOfAKindAndAQueueLockInsideAContextLockAreRefused() {
    hold(Rank.CONTEXT);

    assertThatIllegalStateException()
        .isThrownBy(() -> want(Rank.CONTEXT))
        .withMessage("lock order: waiting for a CONTEXT lock while holding a CONTEXT lock");
    assertThatIllegalStateException()
        .isThrownBy(world.bareQueue().icqs.lock()::lock)
        .withMessage("lock order: waiting for a QUEUE lock while holding a CONTEXT lock");
    assertThatCode(() -> want(Rank.ELEVATOR)).doesNotThrowAnyException();
  }

  @Test
  void aQueueLockMayBeTriedInsideAContextLock() {
    QueueLock lock = world.bareQueue().icqs.lock();
    hold(Rank.CONTEXT);

    assertThat(lock.tryLock()).isTrue();
    assertThat(LockChecks.isHeld(lock)).isTrue();
    lock.unlock();
    assertThat(LockChecks.isHeld(lock)).isFalse();
  }

  @Test
  void enteringALockTwiceIsRefused() {
    QueueLock lock = world.bareQueue().icqs.lock();
    lock.lock();
    undo.push(lock::unlock);

    assertThatIllegalStateException().isThrownBy(lock::lock).withMessageContaining("re-entry");
    assertThatIllegalStateException().isThrownBy(lock::tryLock).withMessageContaining("re-entry");
  }

  @Test
  void taskLockMayOnlyBeTakenWhileNoOtherLockIsHeld() {
    hold(Rank.QUEUE);
    assertThatIllegalStateException()
        .isThrownBy(() -> world.tasks.setPriority(task, task, 0))
        .withMessage("lock order: waiting for a TASK lock while holding a QUEUE lock");
    undo.pop().run();
    hold(Rank.TASK);
    for (Rank rank : Rank.values()) {
      assertThatIllegalStateException().isThrownBy(() -> want(rank));
    }
  }

  @Test
  void onlyTheHolderCanReleaseALock() {
    assertThatIllegalStateException()
        .isThrownBy(world.bareQueue().icqs.lock()::unlock)
        .withMessageContaining("does not hold");
  }

  @Test
  void locksMayBeReleasedInAnyOrder() {
    QueueLock queue = world.bareQueue().icqs.lock();
    Object context = new Object();
    queue.lock();
    LockChecks.acquired(Rank.CONTEXT, context);
    queue.unlock();

    assertThat(LockChecks.isHeld(context)).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> LockChecks.requireNoLock("a callback"))
        .withMessage("a callback while holding a CONTEXT lock");
    LockChecks.releasing(Rank.CONTEXT, context);
    assertThatCode(() -> LockChecks.requireNoLock("a callback")).doesNotThrowAnyException();
  }

  @Test
  void elevatorHookMayLookUpIcqsAndCallNothingElse() {
    Hook outer = LockChecks.enterHook(Hook.ELEVATOR);
    undo.push(() -> LockChecks.leaveHook(outer));

    assertThat(outer).isNull();
    for (Entry entry : Entry.values()) {
      if (entry == Entry.LOOKUP) {
        LockChecks.entering(entry);
      } else {
        assertThatIllegalStateException()
            .isThrownBy(() -> LockChecks.entering(entry))
            .withMessage("inside hook ELEVATOR: " + entry + " is not allowed");
      }
    }
  }

  @Test
  void nestedHooksEndWithTheirCalls() {
    Hook none = LockChecks.enterHook(Hook.ELEVATOR);
    Hook outer = LockChecks.enterHook(Hook.EXIT_ICQ);
    assertThat(outer).isEqualTo(Hook.ELEVATOR);
    LockChecks.leaveHook(outer);
    LockChecks.entering(Entry.LOOKUP);
    LockChecks.leaveHook(none);
    LockChecks.entering(Entry.SUBMIT);
  }

  /** Calls, from inside a real icq hook, every method that the hooks' contract forbids. */
  @Test
  void icqHooksMayTakeTheElevatorsLockAndCallNothingElse() {
    TestQueue queue = world.queue();
    TestQueue another = world.queue();
    ReentrantLock own = new ReentrantLock();
    Object held = new Object();
    Runnable tryAll =
        () -> {
          LockChecks.acquiring(Rank.ELEVATOR, held);
          assertThat(own.tryLock()).isTrue();
          assertRefused(() -> task.lookupIcq(queue.icqs));
          assertRefused(() -> task.findOrCreateIcq(another.icqs, 1));
          assertRefused(() -> {
            task.ioContext().put();
            return null;
          });
          assertRefused(() -> {
            task.exit();
            return null;
          });
          assertRefused(() -> world.task("b"));
          assertRefused(() -> {
            world.tasks.setPriority(task, task, 0);
            return null;
          });
          assertRefused(() -> {
            another.icqs.lock().lock();
            return null;
          });
          assertRefused(() -> {
            another.icqs.clear(1);
            return null;
          });
        };
    world.elevator.onInit = icq -> tryAll.run();
    world.request(task, queue).finish();
    world.elevator.onExit = icq -> tryAll.run();
    queue.change(null, null);

    assertThat(world.thrown).isEmpty();
    assertThat(world.elevator.exits).hasValue(1);
    task.exit();
    world.verifyEmpty();
  }

  private static void assertRefused(Callable<?> call) {
    assertThatIllegalStateException().isThrownBy(call::call).withMessageContaining("inside hook");
  }

  @Test
  void inconsistentContextIsDetectedWhenItsLockIsReleased() {
    TestQueue q = world.queue();
    TestRequest request = world.request(task, q);
    IcqNode node = request.icq().node();
    // Marks an icq as exited although a task is attached.
    node.markExited();

    assertThatIllegalStateException()
        .isThrownBy(() -> world.request(task, world.queue()))
        .withMessageContaining("exited while a task is attached");
  }

  @Test
  void inconsistentListIndexOrHintIsDetected() {
    TestQueue q = world.queue();
    TestRequest request = world.request(task, q);
    IcqNode node = request.icq().node();
    CoreContext context = task.ioContext();
    Icq icq = request.icq();
    Icq[] index = IcqIndex.with(IcqIndex.EMPTY, icq);

    ContextChecks.verify(context, node, index, icq);
    ContextChecks.verify(context, node, index, null);
    assertThatIllegalStateException()
        .isThrownBy(() -> ContextChecks.verify(context, node, IcqIndex.EMPTY, null))
        .withMessageContaining("in the list, not in the index");
    assertThatIllegalStateException()
        .isThrownBy(() -> ContextChecks.verify(context, null, index, null))
        .withMessageContaining("lists 0 icqs and indexes 1");
    assertThatIllegalStateException()
        .isThrownBy(() -> ContextChecks.verify(context, null, IcqIndex.EMPTY, icq))
        .withMessageContaining("hints at");
    CoreTask other = world.task("b");
    world.tasks.setPriority(other, other, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> ContextChecks.verify(other.ioContext(), node, index, null))
        .withMessageContaining("in the list of another context");
    request.finish();
    task.exit();
    other.exit();
    world.verifyEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> ContextChecks.verify(context, node, index, null))
        .withMessageContaining("linked and destroyed");
  }
}
