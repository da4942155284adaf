package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Capability;
import io.elevator.api.Credentials;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import io.elevator.core.defects.ErrorSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The io contexts of a block layer, with access to all objects that the tests check. */
final class TestWorld {
  static final Credentials USER = Credentials.user(1000);
  static final Credentials NICE = Credentials.user(0).with(Capability.SYS_NICE);

  final ManualJobs jobs = new ManualJobs();
  final List<String> errors = new CopyOnWriteArrayList<>();
  final List<Throwable> thrown = new CopyOnWriteArrayList<>();
  final ErrorSink sink =
      (place, error) -> {
        errors.add(place + ": " + error.getMessage());
        thrown.add(error);
      };
  final IoContexts contexts;
  final GroupTree groups = new GroupTree();
  final TaskRegistry tasks;
  final QueueIds ids = new QueueIds();
  final IcqCache cache = new IcqCache("test", TestIcq::new);
  final TestElevator elevator = new TestElevator();
  final List<TestQueue> queues = new ArrayList<>();

  private final TestQueue.Maker maker;

  TestWorld() {
    this(PermissionPolicy.ALLOW);
  }

  /** Creates a world whose queues are all made by the given maker. */
  TestWorld(TestQueue.Maker maker) {
    this(PermissionPolicy.ALLOW, null, maker);
  }

  TestWorld(PermissionPolicy policy) {
    this(policy, null);
  }

  TestWorld(PermissionPolicy policy, DeferredJobs otherJobs) {
    this(policy, otherJobs, PlainTestQueue::new);
  }

  TestWorld(PermissionPolicy policy, DeferredJobs otherJobs, TestQueue.Maker maker) {
    this.maker = maker;
    contexts = new IoContexts(new TestClock(), otherJobs == null ? jobs : otherJobs, sink);
    tasks = new TaskRegistry(contexts, groups, 2, USER, policy);
  }

  /** Creates a queue that uses the test elevator. */
  TestQueue queue() {
    TestQueue queue = bareQueue();
    queue.change(cache, elevator);
    return queue;
  }

  TestQueue bareQueue() {
    return bareQueue(ids.take());
  }

  TestQueue bareQueue(int id) {
    TestQueue queue = maker.make(id, sink, tasks);
    queues.add(queue);
    return queue;
  }

  CoreTask task(String name) {
    return tasks.newTask(TaskSpec.named(name));
  }

  /**
   * Begins a request of a task. The request keeps its icq and its reference to the context until it
   * is finished.
   */
  TestRequest request(CoreTask task, TestQueue queue) {
    return queue.request(task);
  }

  /**
   * Called at the end of every test: requires that no object is left, that no hook was called
   * twice, and that no defect was reported.
   */
  void verifyEmpty() {
    jobs.runAll();
    verifyNothingLeft();
    assertThat(errors).isEmpty();
  }

  void verifyNothingLeft() {
    assertThat(tasks.size()).as("tasks").isZero();
    assertThat(contexts.live()).as("contexts").isZero();
    assertThat(cache.active()).as("icqs").isZero();
    assertThat(cache.allocated()).isEqualTo(cache.freed() + cache.discarded());
    assertThat(elevator.outOfOrder).hasValue(0);
    assertThat(elevator.inits.get())
        .as("init hooks and exit hooks")
        .isEqualTo(elevator.exits.get());
    for (TestQueue queue : queues) {
      assertThat(queue.icqs.icqs()).as("icqs of %s", queue.icqs).isZero();
      assertThat(queue.inside()).as("inside %s", queue.icqs).isZero();
      queue.close();
    }
  }
}
