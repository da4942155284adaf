package io.elevator.core.queue.admin;

import io.elevator.core.context.IcqCache;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.queue.state.TagSet;
import io.elevator.core.time.TimeBase;
import org.jspecify.annotations.Nullable;

/**
 * Attaches, switches and resizes elevators. The caller has frozen and quiesced the queue and holds
 * its attribute lock. A new elevator is built and started before the old one is dismantled; if that
 * fails, the old elevator continues with its state, attributes and tags.
 */
public final class ElevatorSwitch {
  /** Creates and starts an attachment of an elevator. */
  @FunctionalInterface
  public interface Attaching {
    /**
     * Starts an elevator for a frozen and quiesced queue.
     *
     * @param hctxs hardware queues that the elevator serves
     * @param nrRequests number of scheduler tags of each hardware queue
     */
    AttachedElevator start(ElevatorKind kind, CoreHardwareQueue[] hctxs, int nrRequests);
  }

  /** Largest number of scheduler tags of a hardware queue. */
  static final int MOST_REQUESTS = 2048;

  private static final int LEAST_REQUESTS = 4;
  private static final int DEFAULT_MOST_DEPTH = 128;

  private final TimeBase time;
  private final TagSet tagSet;
  private final ElevatorKind.Catalogue elevators;
  private final HardwareQueues hardwareQueues;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final Attaching attaching;
  private final QueueIcqs icqs;
  private final RequestPool[] plainPools;
  private final int depth;
  private volatile @Nullable AttachedElevator attached;

  public ElevatorSwitch(
      TimeBase time,
      TagSet tagSet,
      ElevatorKind.Catalogue elevators,
      HardwareQueues hardwareQueues,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      Attaching attaching,
      QueueIcqs icqs,
      int depth) {
    this.time = time;
    this.tagSet = tagSet;
    this.elevators = elevators;
    this.hardwareQueues = hardwareQueues;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.attaching = attaching;
    this.icqs = icqs;
    this.depth = depth;
    CoreHardwareQueue[] hctxs = hardwareQueues.all();
    this.plainPools = new RequestPool[hctxs.length];
    for (int i = 0; i < hctxs.length; i++) {
      plainPools[i] = hctxs[i].pool();
    }
  }

  /** Returns the elevator in use, or null. */
  public @Nullable AttachedElevator attached() {
    return attached;
  }

  /** Returns the name of the elevator in use, {@code none} without one. */
  public String name() {
    AttachedElevator present = attached;
    return present == null ? "none" : present.kind().name();
  }

  /**
   * Switches to another elevator, or to none.
   *
   * @throws RuntimeException exception with which the new elevator failed to start. The old
   *     elevator is still in use; if there was none, the queue has as many requests as the drive
   *     has tags. If the new elevator was started but could not be put into use, no elevator is in
   *     use
   */
  void switchTo(@Nullable ElevatorKind kind) {
    AttachedElevator old = attached;
    AttachedElevator next;
    try {
      next = kind == null ? null : acquire(kind);
    } catch (Throwable e) {
      if (old == null) {
        install(null);
      }
      throw e;
    }
    try {
      if (old != null) {
        takeDown(old);
      }
      installOrNone(next);
    } finally {
      if (old != null) {
        release(old.kind());
      }
    }
  }

  /**
   * Changes the number of hardware queues in use. An elevator of the same kind starts anew; without
   * an elevator there is none afterwards either.
   *
   * @throws RuntimeException exception with which the new elevator failed to start; nothing has
   *     changed then. If it was started but could not be put into use, no elevator is in use
   */
  void useHardwareQueues(int count) {
    HardwareQueues.Mapping mapping = hardwareQueues.mapping(count);
    AttachedElevator old = attached;
    AttachedElevator next = old == null ? null : start(old.kind(), mapping.used());
    if (old != null) {
      takeDown(old);
      // Done while no array holds the hardware queues: those that are in use no longer return to
      // the driver's tags.
      install(null);
    }
    try {
      hardwareQueues.use(mapping);
    } catch (Throwable e) {
      giveUp(next);
      throw e;
    }
    installOrNone(next);
  }

  /** Puts a started elevator into use; if that fails, the queue uses no elevator. */
  private void installOrNone(@Nullable AttachedElevator next) {
    try {
      install(next);
    } catch (Throwable e) {
      // The old elevator is detached, so the queue must not give it requests of the new one.
      install(null);
      giveUp(next);
      throw e;
    }
  }

  /** Ends an elevator that was started but is not in use. */
  private void giveUp(@Nullable AttachedElevator next) {
    if (next != null) {
      try {
        next.detach();
      } catch (Throwable e) {
        next.calls().report("detaching", e);
      }
      release(next.kind());
    }
  }

  private void release(ElevatorKind kind) {
    try {
      elevators.release(kind, errors.queue());
    } catch (Throwable e) {
      errors.report("releasing the plugin of an elevator", e);
    }
  }

  /** Puts a started elevator, or none, into use. Setting none needs no memory. */
  private void install(@Nullable AttachedElevator next) {
    CoreHardwareQueue[] hctxs = hardwareQueues.used();
    for (int i = 0; i < hctxs.length; i++) {
      hctxs[i].tags().limit(depth, tagSet.isOfHost());
      hctxs[i].pool(next == null ? plainPools[i] : next.pool(i));
    }
    attached = next;
    if (next == null) {
      elevatorInUse.change(null, depth);
      return;
    }
    IcqCache cache = next.kind().icqs();
    if (cache != null) {
      icqs.attach(cache, next.calls().elevator());
    }
    elevatorInUse.change(next.calls(), next.nrRequests());
  }

  private AttachedElevator acquire(ElevatorKind kind) {
    if (!elevators.acquire(kind, errors.queue())) {
      throw new IllegalStateException("its plugin was removed");
    }
    try {
      return start(kind, hardwareQueues.used());
    } catch (Throwable e) {
      release(kind);
      throw e;
    }
  }

  private AttachedElevator start(ElevatorKind kind, CoreHardwareQueue[] hctxs) {
    return attaching.start(kind, hctxs, 2 * Math.min(depth, DEFAULT_MOST_DEPTH));
  }

  /** Ends the old elevator. A defect of it is reported and does not prevent the switch. */
  private void takeDown(AttachedElevator old) {
    try {
      if (icqs.wantsIcqs()) {
        icqs.clear(time.now());
        icqs.detach();
      }
    } catch (Throwable e) {
      old.calls().report("detaching", e);
    }
    try {
      old.detach();
    } catch (Throwable e) {
      old.calls().report("detaching", e);
    }
  }

  /** Returns a requested number of requests, raised to at least {@link #LEAST_REQUESTS}. */
  static int atLeast(long wished) {
    return (int) Math.min(Math.max(wished, LEAST_REQUESTS), Integer.MAX_VALUE);
  }

  /**
   * Returns why a number of requests is not possible, or the empty string if it is.
   *
   * @param value number of requests as {@link #atLeast} returned it
   */
  String refusal(int value) {
    int reserved = hardwareQueues.used()[0].driverTags().reserved();
    int most = attached != null ? MOST_REQUESTS : depth;
    AttachedElevator present = attached;
    if (present != null) {
      most = Math.max(most, present.pool(0).tags().capacity());
    }
    if (value <= reserved || value > most) {
      int least = Math.max(LEAST_REQUESTS, reserved + 1);
      return least <= most
          ? "expected " + least + " to " + most
          : "the driver holds " + most + ", which is fewer than the least of " + least;
    }
    return "";
  }

  /**
   * Changes the number of requests to a number that {@link #refusal} accepts.
   *
   * @throws IllegalStateException if the elevator did not accept the number; nothing has changed
   *     then
   */
  public void resize(int value) {
    AttachedElevator present = attached;
    if (present == null) {
      for (CoreHardwareQueue hctx : hardwareQueues.used()) {
        hctx.tags().limit(value, tagSet.isOfHost());
      }
      elevatorInUse.requests(value);
      return;
    }
    try {
      present.resize(value);
    } catch (Throwable e) {
      throw new IllegalStateException(
          present.kind().name()
              + " on "
              + errors.queue()
              + " did not take "
              + value
              + " requests and keeps "
              + elevatorInUse.requests()
              + ": "
              + e,
          e);
    }
  }
}
