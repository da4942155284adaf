package io.elevator.core.context;

import io.elevator.api.StatisticsNode;
import io.elevator.core.defects.ErrorSink;
import io.elevator.spi.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * State that the io contexts of one block layer share: clock, worker for deferred releases, error
 * sink and counters. Thread-safe; the counters agree with each other when no operation is in
 * progress.
 */
public final class IoContexts {
  private final Clock clock;
  private final DeferredJobs jobs;
  private final ErrorSink errors;
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong allocated = new AtomicLong();
  private final AtomicLong discarded = new AtomicLong();
  private final AtomicLong freed = new AtomicLong();
  private final AtomicLong releases = new AtomicLong();
  private final AtomicLong contendedReleases = new AtomicLong();
  private final AtomicLong staleIcqs = new AtomicLong();
  private volatile AllocationGate gate = AllocationGate.OPEN;
  private volatile boolean strict = LockChecks.ENABLED;

  /**
   * Creates the state that the contexts of a block layer share.
   *
   * @param clock clock of the layer
   * @param jobs runs the deferred releases
   * @param errors receiver of defects
   */
  public IoContexts(Clock clock, DeferredJobs jobs, ErrorSink errors) {
    this.clock = clock;
    this.jobs = jobs;
    this.errors = errors;
  }

  Clock clock() {
    return clock;
  }

  ErrorSink errors() {
    return errors;
  }

  /** Sets the gate that decides about all later allocations of contexts; for tests. */
  public void setAllocationGate(AllocationGate newGate) {
    gate = newGate;
  }

  /**
   * Sets the reaction to a stale icq, which belongs to a closed queue and is found under the id of
   * another queue. If strict, an {@link IllegalStateException} is thrown. Otherwise the stale icq
   * is counted and the request is served without an icq. Checked mode is strict by default.
   */
  public void setStrict(boolean value) {
    strict = value;
  }

  boolean isStrict() {
    return strict;
  }

  /**
   * Creates an io context with one reference and one attached task. The caller holds no lock.
   *
   * @param priority priority value of the context
   * @return null if the allocation was refused
   */
  @Nullable CoreContext allocate(int priority) {
    if (!gate.admit()) {
      return null;
    }
    allocated.incrementAndGet();
    return new CoreContext(this, lastId.incrementAndGet(), priority);
  }

  /** Counts an io context that was allocated but never attached to a task. */
  void discard() {
    discarded.incrementAndGet();
  }

  /**
   * Counts an io context whose life has ended: its last reference was dropped, and its list of icqs
   * is empty.
   */
  void free() {
    freed.incrementAndGet();
  }

  /** Defers a job that destroys the icqs of an io context. */
  void deferRelease(CoreContext context) {
    try {
      releases.incrementAndGet();
      jobs.defer(new ContextRelease(context));
    } catch (Throwable e) {
      // Dropping a reference must not fail, so the failure to defer the job is only reported.
      // Without the job, the icqs are destroyed when their queues are cleared.
      errors.report("handing over the release of a context", e);
    }
  }

  void countContendedRelease() {
    contendedReleases.incrementAndGet();
  }

  void countStaleIcq() {
    staleIcqs.incrementAndGet();
  }

  /** Returns the number of io contexts that were allocated. */
  public long allocated() {
    return allocated.get();
  }

  /**
   * Returns the number of io contexts that were allocated but never attached, because another
   * thread attached one to the task first or the task exited.
   */
  public long discarded() {
    return discarded.get();
  }

  /** Returns the number of io contexts whose life has ended. */
  public long freed() {
    return freed.get();
  }

  /** Returns the number of io contexts whose life has not ended. */
  public long live() {
    return allocated() - discarded() - freed();
  }

  /** Returns the number of io contexts whose icqs were destroyed by a deferred job. */
  public long releases() {
    return releases.get();
  }

  /**
   * Returns the number of times that the release of a context found a queue lock taken. It then
   * took the queue lock and the context lock in order.
   */
  public long contendedReleases() {
    return contendedReleases.get();
  }

  /**
   * Returns the number of times that an icq of a closed queue was found under the id of another
   * queue.
   */
  public long staleIcqs() {
    return staleIcqs.get();
  }

  /** Returns the counters of all contexts, for the statistics of a run. */
  public StatisticsNode statistics() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("live", live());
    values.put("allocated", allocated());
    values.put("discarded", discarded());
    values.put("freed", freed());
    values.put("releases", releases());
    values.put("contended_releases", contendedReleases());
    values.put("stale_icqs", staleIcqs());
    return new StatisticsNode("io_contexts", values, List.of());
  }
}
