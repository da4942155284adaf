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
 * What the contexts of one block layer have in common: clock, worker for deferred releases, error
 * sink, and the count of them. Thread-safe; the counters agree when nothing is under way.
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

  /** Makes the common part of a block layer's contexts. */
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

  /** Puts a gate before all later allocations of contexts; for tests. */
  public void setAllocationGate(AllocationGate newGate) {
    gate = newGate;
  }

  /**
   * Whether a stale icq found under the id of another queue is thrown as an error or counted, and
   * the request served without an icq. On by default in checked mode.
   */
  public void setStrict(boolean value) {
    strict = value;
  }

  boolean isStrict() {
    return strict;
  }

  /**
   * Makes a context with one reference and one task, with no lock held.
   *
   * @return null if the allocation was refused
   */
  @Nullable CoreContext allocate(int priority) {
    if (!gate.admit()) {
      return null;
    }
    allocated.incrementAndGet();
    return new CoreContext(this, lastId.incrementAndGet(), priority);
  }

  /** Takes back a context that no task has seen. */
  void discard() {
    discarded.incrementAndGet();
  }

  /** A context's last reference is gone and its list of icqs is empty. */
  void free() {
    freed.incrementAndGet();
  }

  /** Hands over the slow part of a last put. */
  void deferRelease(CoreContext context) {
    try {
      releases.incrementAndGet();
      jobs.defer(new ContextRelease(context));
    } catch (Throwable e) {
      // A put must not fail: the context's icqs go with their queues instead.
      errors.report("handing over the release of a context", e);
    }
  }

  void countContendedRelease() {
    contendedReleases.incrementAndGet();
  }

  void countStaleIcq() {
    staleIcqs.incrementAndGet();
  }

  /** Returns how many contexts were made. */
  public long allocated() {
    return allocated.get();
  }

  /** Returns how many contexts lost the race to be attached to their task. */
  public long discarded() {
    return discarded.get();
  }

  /** Returns how many contexts ended their life. */
  public long freed() {
    return freed.get();
  }

  /** Returns how many contexts are there now. */
  public long live() {
    return allocated() - discarded() - freed();
  }

  /** Returns how many last puts left icqs to a deferred job. */
  public long releases() {
    return releases.get();
  }

  /** Returns how often a release found a queue lock taken and had to lock again in order. */
  public long contendedReleases() {
    return contendedReleases.get();
  }

  /** Returns how often an icq of a queue that is gone was found under the id of another. */
  public long staleIcqs() {
    return staleIcqs.get();
  }

  /** Returns the figures, for the statistics of a run. */
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
