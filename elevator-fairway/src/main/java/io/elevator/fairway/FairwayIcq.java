package io.elevator.fairway;

import io.elevator.api.PriorityClass;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.StateWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Fairway's record of one task: its flows, and the number of its requests. The elevator's lock
 * guards the flows; they are also read without it, for the depth limit and for statistics, which
 * may see slightly old values. {@link #allocated} is atomic.
 */
final class FairwayIcq extends Icq {
  private static final VarHandle ALLOCATED;
  private static final VarHandle FLOW = MethodHandles.arrayElementVarHandle(Flow[].class);
  private static final String[] NAMES = {
    "real-time",
    "real-time-discards",
    "best-effort",
    "best-effort-discards",
    "idle",
    "idle-discards"
  };

  static {
    try {
      ALLOCATED = MethodHandles.lookup().findVarHandle(FairwayIcq.class, "allocated", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Flows by class and lane; null until the first request. */
  private final @Nullable Flow[] flows = new Flow[2 * PriorityClass.IDLE.number()];

  private int allocated;

  FairwayIcq(IcqOwner owner) {
    super(owner);
  }

  /** Returns the flow of a class and lane, or null if it has had no request. */
  @Nullable Flow flow(int serviceClass, int lane) {
    return (Flow) FLOW.getAcquire(flows, 2 * serviceClass + lane);
  }

  /** Sets the flow of a class and lane. */
  void flow(int serviceClass, int lane, Flow flow) {
    FLOW.setRelease(flows, 2 * serviceClass + lane, flow);
  }

  /** Counts a request that was allocated, or with −1 one that was finished. */
  void count(int difference) {
    int ignored = (int) ALLOCATED.getAndAdd(this, difference);
  }

  /** Returns the number of requests that are allocated and not finished. */
  int allocated() {
    return (int) ALLOCATED.getOpaque(this);
  }

  @Override
  public void describe(StateWriter out) {
    out.number("allocated", allocated());
    for (int i = 0; i < flows.length; i++) {
      Flow flow = flow(i >> 1, i & 1);
      if (flow != null) {
        out.begin(NAMES[i]);
        out.number("waiting", flow.waiting.size());
        out.number("in_flight_bytes", flow.inFlight);
        out.number("weight", flow.weight());
        out.number("sensitive", flow.sensitivity.isSensitive() ? 1 : 0);
        out.end();
      }
    }
  }
}
