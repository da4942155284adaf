package io.elevator.core.context;

import io.elevator.api.IoPriority;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import io.elevator.core.defects.ErrorSink;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Tests for JCStress. Each runs two concurrent steps from a fresh state and lists all permitted
 * outcomes. Run by {@link ConcurrencyToolsTest}.
 */
public final class ContextStress {
  private static final IcqCache CACHE = new IcqCache("stress", TestIcq::new);
  private static final ErrorSink FAIL =
      (place, error) -> {
        throw new IllegalStateException(place, error);
      };

  private ContextStress() {}

  /**
   * A context with one task, and two queues of one elevator with icqs. The scene is small, because
   * JCStress creates it very often.
   */
  static final class Scene {
    final ManualJobs jobs = new ManualJobs();
    final IoContexts contexts = new IoContexts(new TestClock(), jobs, FAIL);
    final CoreContext context = contexts.allocate(IoPriority.NONE_VALUE);
    final QueueIcqs a = queue(0);
    final QueueIcqs b = queue(1);

    private static QueueIcqs queue(int id) {
      QueueIcqs queue = new QueueIcqs(id, () -> true, FAIL);
      queue.attach(CACHE, new TestElevator());
      return queue;
    }

    TestIcq make(QueueIcqs queue) {
      return (TestIcq) context.findOrCreate(queue, 1);
    }
  }

  /**
   * A lookup that runs while an icq is created finds either no icq, or one whose init hook has
   * returned.
   */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "not published yet")
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "found, initialised")
  @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "found before its init hook had returned")
  @State
  public static class PublicationAfterInit {
    private final Scene scene = new Scene();

    @Actor
    public void create() {
      scene.make(scene.a);
    }

    @Actor
    public void lookup(I_Result r) {
      TestIcq found = (TestIcq) scene.context.lookup(scene.a);
      r.r1 = found == null ? 0 : found.ready ? 2 : 1;
    }
  }

  /**
   * The context's hint points to an icq of another queue, and that icq is being destroyed. A lookup
   * must not return this icq, and afterwards the hint no longer points to it.
   */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "hint moved to the icq found")
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "hint was cleared after the lookup")
  @Outcome(expect = Expect.FORBIDDEN, desc = "wrong icq found, or destroyed icq left")
  @State
  public static class HintAgainstDestroy {
    private final Scene scene = new Scene();
    private final TestIcq onA = scene.make(scene.a);
    private final TestIcq onB = scene.make(scene.b);

    @Actor
    public void find(III_Result r) {
      r.r1 = scene.make(scene.a) == onA && scene.context.lookup(scene.a) == onA ? 1 : 0;
    }

    @Actor
    public void destroy() {
      scene.b.clear(1);
    }

    @Arbiter
    public void end(III_Result r) {
      TestIcq hinted = (TestIcq) scene.context.hinted();
      r.r2 = hinted == onB || scene.context.lookup(scene.b) != null ? 1 : 0;
      r.r3 = hinted == onA ? 1 : 0;
    }
  }

  /**
   * The last put of a reference and a get run at once: either the put frees the context or the get
   * succeeds, never both and never neither.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the get was faster")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the put was faster, and freed")
  @Outcome(expect = Expect.FORBIDDEN, desc = "freed with a reference, or kept without one")
  @State
  public static class PutAgainstGet {
    private final Scene scene = new Scene();

    @Actor
    public void put() {
      scene.context.put();
    }

    @Actor
    public void get(II_Result r) {
      r.r1 = scene.context.tryGet() ? 1 : 0;
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = (int) scene.contexts.freed();
    }
  }

  /** No context stays attached to a task that has exited. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing left")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a context was left or lost")
  @State
  public static class ExitAgainstSetPriority {
    private final IoContexts contexts = new IoContexts(new TestClock(), new ManualJobs(), FAIL);
    private final TaskRegistry tasks =
        new TaskRegistry(contexts, new GroupTree(), 1, TestWorld.USER, PermissionPolicy.ALLOW);
    private final CoreTask task = tasks.newTask(TaskSpec.named("t"));

    @Actor
    public void exit() {
      task.exit();
    }

    @Actor
    public void setPriority() {
      tasks.setPriority(task, task, IoPriority.idle().value());
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = (int) contexts.live();
      r.r2 = task.ioContext() == null ? 0 : 1;
    }
  }

  /**
   * A context releases its icq while the icq's queue clears all icqs: the icq is destroyed exactly
   * once.
   */
  @JCStressTest
  @Outcome(
      id = "1, 1, 0",
      expect = Expect.ACCEPTABLE,
      desc = "one hook, context freed, none linked")
  @Outcome(expect = Expect.FORBIDDEN, desc = "something twice, or something left")
  @State
  public static class ReleaseAgainstClear {
    private final Scene scene = new Scene();
    private final TestIcq icq = scene.make(scene.a);

    public ReleaseAgainstClear() {
      scene.context.detach();
    }

    @Actor
    public void release() {
      scene.jobs.runAll();
    }

    @Actor
    public void clear() {
      scene.a.clear(1);
    }

    @Arbiter
    public void end(III_Result r) {
      r.r1 = icq.exits.get();
      r.r2 = (int) scene.contexts.freed();
      r.r3 = scene.a.icqs();
    }
  }
}
