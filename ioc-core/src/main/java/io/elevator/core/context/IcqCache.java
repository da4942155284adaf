package io.elevator.core.context;

import io.elevator.api.StatisticsNode;
import io.elevator.spi.Icq;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Allocator of the icqs of one elevator type, with the counters of a Linux slab. Created when the
 * type is registered, closed when it is unregistered. Thread-safe.
 *
 * <p>Icqs are not recycled: the garbage collector frees them. So a reader that still has a
 * reference to a destroyed icq can compare its queue without the risk that the object now belongs
 * to another queue. For the same reason no release of an icq is ever pending, and {@link #close}
 * has nothing to wait for.
 *
 * <p>The counters are atomic and independent; they agree with each other when no operation is in
 * progress.
 */
public final class IcqCache implements AutoCloseable {
  private final String elevator;
  private final Icq.Factory factory;
  private final AtomicLong active = new AtomicLong();
  private final AtomicLong highWater = new AtomicLong();
  private final AtomicLong allocated = new AtomicLong();
  private final AtomicLong freed = new AtomicLong();
  private final AtomicLong discarded = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile AllocationGate gate = AllocationGate.OPEN;

  /**
   * Creates the allocator of an elevator type. Tries the factory once, so that a faulty factory
   * fails at registration and not at the first I/O.
   *
   * @param elevator name of the elevator type
   * @param factory factory of the elevator's icqs
   * @throws IllegalArgumentException if the factory fails, or does not make an icq of the owner
   *     that it is given
   */
  public IcqCache(String elevator, Icq.Factory factory) {
    this.elevator = elevator;
    this.factory = factory;
    probe();
  }

  /** Calls the icq factory with an owner that belongs to no block layer, and checks the result. */
  private void probe() {
    IcqNode owner = ProbeOwner.make();
    Icq made;
    try {
      made = factory.newIcq(owner);
    } catch (Throwable e) {
      throw new IllegalArgumentException(
          "the icq factory of elevator '" + elevator + "' fails: " + e, e);
    }
    String fault = fault(made, owner);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  private @Nullable String fault(@Nullable Icq made, IcqNode owner) {
    if (made == null) {
      return "the icq factory of elevator '" + elevator + "' returned null";
    }
    if (made.owner() != owner) {
      return "the icq factory of elevator '" + elevator + "' made an icq of another owner";
    }
    return null;
  }

  /** Returns the name of the cache in Linux's style: {@code <elevator>_io_cq}. */
  public String name() {
    return elevator + "_io_cq";
  }

  /** Returns the name of the elevator type whose icqs this cache allocates. */
  public String elevator() {
    return elevator;
  }

  /**
   * Creates the icq of an io context on a queue. The caller holds no lock.
   *
   * @return the new icq's record; null if the allocation was refused
   * @throws IllegalStateException if the factory does not make an icq of the owner that it is given
   */
  @Nullable IcqNode allocate(QueueIcqs queue, CoreContext context) {
    if (!gate.admit()) {
      refused.incrementAndGet();
      return null;
    }
    IcqNode node = new IcqNode(queue, context);
    Icq made = factory.newIcq(node);
    String fault = fault(made, node);
    if (fault != null) {
      throw new IllegalStateException(fault);
    }
    node.bind(made);
    allocated.incrementAndGet();
    long now = active.incrementAndGet();
    if (now > highWater.get()) {
      highWater.accumulateAndGet(now, Math::max);
    }
    return node;
  }

  /** Counts an icq that was allocated but never linked into a context. */
  void discard() {
    discarded.incrementAndGet();
    active.decrementAndGet();
  }

  /** Counts an icq that was linked into a context and is now destroyed. */
  void free() {
    freed.incrementAndGet();
    active.decrementAndGet();
  }

  /** Sets the gate that decides about all later allocations of icqs; for tests. */
  public void setAllocationGate(AllocationGate newGate) {
    gate = newGate;
  }

  /** Returns the number of icqs in use: allocated, and neither destroyed nor discarded. */
  public long active() {
    return active.get();
  }

  /** Returns the number of icqs that were allocated since the type was registered. */
  public long allocated() {
    return allocated.get();
  }

  /** Returns the number of icqs that were linked into a context and later destroyed. */
  public long freed() {
    return freed.get();
  }

  /**
   * Returns the number of icqs that were allocated but never linked into a context, for example
   * because another thread linked one for the same pair of context and queue first.
   */
  public long discarded() {
    return discarded.get();
  }

  /** Returns the number of icq allocations that were refused. */
  public long refused() {
    return refused.get();
  }

  /** Returns the largest number of icqs that were in use at the same time. */
  public long highWater() {
    return highWater.get();
  }

  /** Returns the counters of this cache, for the statistics of a run. */
  public StatisticsNode statistics() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("active", active());
    values.put("allocated", allocated());
    values.put("freed", freed());
    values.put("discarded", discarded());
    values.put("refused", refused());
    values.put("high_water", highWater());
    return new StatisticsNode(name(), values, List.of());
  }

  /**
   * Checks that no icq is in use. Called when the elevator type is unregistered and no queue uses
   * it.
   *
   * @throws IllegalStateException if icqs are still in use, which is a leak
   */
  @Override
  public void close() {
    long left = active.get();
    if (left != 0) {
      throw new IllegalStateException(name() + " is closed with " + left + " live icqs");
    }
  }
}
