package io.elevator.benchmarks;

import io.elevator.api.Capability;
import io.elevator.api.Credentials;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.context.TaskRegistry;
import io.elevator.spi.Clock;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The io contexts of a block layer with two queues, for measurements without requests. */
final class ContextScene {
  private static final ErrorSink ERRORS = new ErrorSink();

  final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();
  final IoContexts contexts = new IoContexts(new NanoClock(), jobs::add, ERRORS);
  final TaskRegistry tasks =
      new TaskRegistry(
          contexts,
          new GroupTree(),
          2,
          Credentials.user(0).with(Capability.SYS_NICE),
          PermissionPolicy.ALLOW);
  final IcqCache cache = new IcqCache("bench", BenchmarkIcq::new);
  final QueueIcqs first = queue(0);
  final QueueIcqs second = queue(1);

  private QueueIcqs queue(int id) {
    QueueIcqs queue = new QueueIcqs(id, () -> true, ERRORS);
    queue.attach(cache, new NoElevator());
    return queue;
  }

  CoreTask task() {
    return tasks.newTask(TaskSpec.named("benchmark"));
  }

  /** Runs all deferred jobs in the calling thread. */
  void runJobs() {
    for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
      job.run();
    }
  }

  /** Error sink that ends the benchmark at the first reported defect. */
  private static final class ErrorSink implements io.elevator.core.defects.ErrorSink {
    @Override
    public void report(String place, Throwable error) {
      throw new IllegalStateException(place, error);
    }
  }

  /** Clock that reads {@link System#nanoTime}. */
  private static final class NanoClock implements Clock {
    private final long start = System.nanoTime() - 1;

    @Override
    public long now() {
      return System.nanoTime() - start;
    }

    @Override
    public long tick(long nanos) {
      return nanos / TICK_NANOS;
    }

    @Override
    public long nanosOfTick(long tick) {
      return tick * TICK_NANOS;
    }
  }

  /** An icq without fields of its own. */
  static final class BenchmarkIcq extends Icq {
    BenchmarkIcq(IcqOwner owner) {
      super(owner);
    }
  }

  /** An elevator of which only the empty icq hooks are called. */
  private static final class NoElevator extends Elevator {
    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      throw new UnsupportedOperationException("no requests here");
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return false;
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      return null;
    }

    @Override
    public void exit() {}
  }
}
