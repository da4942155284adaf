package io.elevator.core.context;

import io.elevator.api.StatisticsNode;
import io.elevator.spi.Icq;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the icqs of one type of elevator come from, with the figures of a slab. Made when the type
 * is registered, closed when it is unregistered. Thread-safe.
 *
 * <p>Nothing is recycled: a freed icq is left to the garbage collector, so a reader who still holds
 * one may compare its queue and will not find it turned into another. For the same reason no free
 * is ever pending, and {@link #close} has nothing to wait for.
 *
 * <p>The counters are atomic and independent; they agree with each other when nothing is under way.
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
   * Makes the cache of an elevator type.
   *
   * @throws IllegalArgumentException if the factory does not make an icq of the owner it is given
   */
  public IcqCache(String elevator, Icq.Factory factory) {
    this.elevator = elevator;
    this.factory = factory;
    probe();
  }

  /** A declaration that cannot work is refused at registration, not at the first I/O. */
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

  /** Returns {@code <elevator>_io_cq}. */
  public String name() {
    return elevator + "_io_cq";
  }

  /** Returns the name of the elevator type. */
  public String elevator() {
    return elevator;
  }

  /**
   * Makes the record of a pair, with no lock held.
   *
   * @return null if the allocation was refused
   * @throws IllegalStateException if the factory does not make an icq of the owner it is given
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

  /** Takes back a record that was never linked. */
  void discard() {
    discarded.incrementAndGet();
    active.decrementAndGet();
  }

  /** Takes back a record that was destroyed. */
  void free() {
    freed.incrementAndGet();
    active.decrementAndGet();
  }

  /** Puts a gate before all later allocations; for tests. */
  public void setAllocationGate(AllocationGate newGate) {
    gate = newGate;
  }

  /** Returns how many records are in use. */
  public long active() {
    return active.get();
  }

  /** Returns how many records were made. */
  public long allocated() {
    return allocated.get();
  }

  /** Returns how many records went after a life in the lists. */
  public long freed() {
    return freed.get();
  }

  /** Returns how many records lost the race of creation, or were not wanted after all. */
  public long discarded() {
    return discarded.get();
  }

  /** Returns how many allocations were refused. */
  public long refused() {
    return refused.get();
  }

  /** Returns the largest number of records that were in use at once. */
  public long highWater() {
    return highWater.get();
  }

  /** Returns the figures, for the statistics of a run. */
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
   * The type is unregistered; no queue uses it.
   *
   * @throws IllegalStateException if icqs are left, which is a leak
   */
  @Override
  public void close() {
    long left = active.get();
    if (left != 0) {
      throw new IllegalStateException(name() + " is closed with " + left + " live icqs");
    }
  }
}
