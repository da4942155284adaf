package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elevator.api.IoPriority;
import io.elevator.api.TaskSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks bound to threads. */
class TaskThreadsTest {
  private static final TaskSpec IDLE = TaskSpec.named("worker").withPriority(IoPriority.idle());

  private final TestWorld world = new TestWorld();
  private final CoreTask task = world.task("a");

  @AfterEach
  void nothingIsLeft() {
    task.exit();
    world.verifyEmpty();
  }

  static List<ThreadFactory> kinds() {
    return List.of(Thread.ofPlatform().factory(), Thread.ofVirtual().factory());
  }

  @Test
  void threadHasTheTaskWhileItsWorkRuns() throws Exception {
    CoreTask inner = world.task("inner");

    assertThat(world.tasks.current()).isNull();
    world.tasks.runAs(
        task,
        () -> {
          assertThat(world.tasks.current()).isSameAs(task);
          world.tasks.runAs(inner, () -> assertThat(world.tasks.current()).isSameAs(inner));
          assertThat(world.tasks.current()).isSameAs(task);
        });
    assertThat(world.tasks.<CoreTask>callAs(task, world.tasks::current)).isSameAs(task);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            world.tasks.callAs(
                task,
                () -> {
                  throw new IOException("as it is");
                }))
        .withMessage("as it is");
    assertThat(world.tasks.current()).isNull();
    assertThat(task.isExiting()).as("carrying does not end a task").isFalse();
    inner.exit();
  }

  @Test
  void twoBlockLayersDoNotSeeEachOthersTasks() {
    TestWorld other = new TestWorld();
    world.tasks.runAs(task, () -> assertThat(other.tasks.current()).isNull());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void threadOfAFactoryHasATaskThatExitsWithIt(ThreadFactory kind) throws Exception {
    TestQueue queue = world.queue();
    AtomicReference<CoreTask> carried = new AtomicReference<>();
    Thread thread =
        world
            .tasks
            .threadFactory(IDLE, kind)
            .newThread(() -> {
              CoreTask own = world.tasks.current();
              carried.set(own);
              world.request(own, queue).finish();
              assertThat(own.isExiting()).isFalse();
            });
    assertThat(world.tasks.size()).as("made by the thread itself").isEqualTo(1);
    thread.start();
    thread.join();

    assertThat(carried.get().name()).isEqualTo("worker");
    assertThat(carried.get().isExiting()).isTrue();
    assertThat(world.elevator.exits).hasValue(1);
    assertThat(world.tasks.size()).isEqualTo(1);
  }

  @Test
  void taskExitsEvenIfTheWorkThrows() {
    AtomicReference<CoreTask> carried = new AtomicReference<>();
    Executor executor = world.tasks.executor(IDLE, Runnable::run);

    assertThatExceptionOfType(IllegalCallerException.class)
        .isThrownBy(() ->
            executor.execute(() -> {
              carried.set(world.tasks.current());
              throw new IllegalCallerException("work");
            }));
    assertThat(carried.get().isExiting()).isTrue();
    assertThat(carried.get().ioContext()).isNull();
  }

  @Test
  void eachRunOfWorkHasItsOwnTask() {
    Executor executor = world.tasks.executor(IDLE, Runnable::run);
    AtomicReference<CoreTask> first = new AtomicReference<>();
    AtomicReference<CoreTask> second = new AtomicReference<>();
    executor.execute(() -> {
      first.set(world.tasks.current());
      assertThat(first.get().rawPriority()).isEqualTo(IoPriority.idle().value());
    });
    executor.execute(() -> second.set(world.tasks.current()));

    assertThat(first.get().id()).isNotEqualTo(second.get().id());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void threadCreatedInsideATaskInheritsItsPriorityThroughTheScopedValue(ThreadFactory kind)
      throws Exception {
    world.tasks.setPriority(task, task, IoPriority.bestEffort(6).value());
    AtomicReference<Thread> made = new AtomicReference<>();
    AtomicReference<Integer> priority = new AtomicReference<>();
    AtomicReference<Object> context = new AtomicReference<>();
    ThreadFactory factory = world.tasks.threadFactory(TaskSpec.named("child"), kind);
    world.tasks.runAs(
        task,
        () ->
            made.set(
                factory.newThread(() -> {
                  priority.set(world.tasks.current().rawPriority());
                  context.set(world.tasks.current().ioContext());
                })));
    made.get().start();
    made.get().join();

    assertThat(priority.get()).isEqualTo(IoPriority.bestEffort(6).value());
    assertThat(context.get()).isNotNull().isNotSameAs(task.ioContext());
  }

  @Test
  void workSubmittedInsideATaskInheritsItsPriorityUnlessItHasItsOwn() {
    world.tasks.setPriority(task, task, IoPriority.bestEffort(6).value());
    AtomicReference<Integer> inherited = new AtomicReference<>();
    AtomicReference<Integer> own = new AtomicReference<>();
    world.tasks.runAs(
        task,
        () -> {
          world
              .tasks
              .executor(TaskSpec.named("c"), work -> OtherThread.run(work).join())
              .execute(() -> inherited.set(world.tasks.current().rawPriority()));
          world
              .tasks
              .executor(IDLE, work -> OtherThread.run(work).join())
              .execute(() -> own.set(world.tasks.current().rawPriority()));
        });

    assertThat(inherited.get()).isEqualTo(IoPriority.bestEffort(6).value());
    assertThat(own.get()).isEqualTo(IoPriority.idle().value());
  }

  /**
   * Runs in a separate virtual machine with preview features enabled, because structured scopes are
   * still a preview feature.
   */
  @Test
  void threadsForkedInAStructuredScopeCarryTheSameTask(@TempDir Path folder) throws Exception {
    String output =
        OwnVm.run(folder, List.of("--enable-preview"), List.of(StructuredScopes.class.getName()));

    assertThat(output).contains("the same task: true");
  }

  @Test
  void taskThreadFactoryReturnsNullIfItsFactoryDoes() {
    assertThat(world.tasks.threadFactory(IDLE, work -> null).newThread(() -> {})).isNull();
  }

  /**
   * Runs thousands of virtual threads on few carrier threads. Each creates a task, gets an icq and
   * exits the task.
   */
  @Test
  void manyVirtualThreadsLeaveNoTaskAndNoContext() throws Exception {
    TestQueue queue = world.queue();
    ThreadFactory factory = world.tasks.threadFactory(IDLE, Thread.ofVirtual().factory());
    Thread[] threads = new Thread[5_000];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = factory.newThread(() -> world.request(world.tasks.current(), queue).finish());
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    world.jobs.runAll();

    assertThat(world.cache.allocated()).isEqualTo(threads.length);
    assertThat(world.cache.active()).isZero();
    assertThat(world.contexts.freed()).isEqualTo(threads.length);
  }
}
