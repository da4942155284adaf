package io.elevator.core.queue.state;

import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a thread carries while it is in a hook or listener that may not return: a bio that no
 * request has, or a request whose bios are to be ended next. The thread that gives the queue up
 * ends these bios meanwhile.
 *
 * <p>The thread numbers its calls. It writes the number as a call begins and ends, and reads each
 * time afterwards whether the queue is failing. No fence is between the two, as that would cost
 * each bio. The thread that gives the queue up sets that mark, waits until each number that was
 * written before is visible, and reads the number: a thread that it finds in a call sees the mark
 * when it returns. Then both claim the call by an atomic operation, which succeeds for one of them.
 */
public final class BioInCall {
  /** Time after which a store is visible to all threads, in nanoseconds. */
  public static final long VISIBLE_NANOS = 1_000_000;

  /** Result of {@link #begin} within another call, which is not recorded. */
  private static final long NESTED = 0;

  private static final VarHandle NUMBER;
  private static final VarHandle CLAIMED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NUMBER = lookup.findVarHandle(BioInCall.class, "number", long.class);
      CLAIMED = lookup.findVarHandle(BioInCall.class, "claimed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    // Executes each access once, for which the JVM needs memory at the first time.
    var linked = new BioInCall();
    long call = linked.begin(new Object(), null);
    if (linked.look() != null && linked.isInCall() && linked.claim(call)) {
      linked.end(call);
    }
  }

  /**
   * A call that another thread has found in progress.
   *
   * @param number number of the call
   * @param carried a {@link CoreBio} or {@link QueueRequest}
   * @param rest bio from which the carried one was cut off and that the thread has as well, or null
   */
  public record Seen(long number, Object carried, @Nullable CoreBio rest) {
    /** Returns whether what the thread carries is in a queue. */
    public boolean isOf(BioTarget queue) {
      return carried instanceof CoreBio bio
          ? bio.target() == queue
          : ((QueueRequest) carried).home().queue() == queue;
    }
  }

  /** Number of the present or last call; odd while in a call. Written by the thread. */
  private long number;

  /** Number of the last call that was claimed. */
  private long claimed;

  private @Nullable Object carried;
  private @Nullable CoreBio rest;

  BioInCall() {}

  /**
   * Begins a call. The caller then reads whether the queue is failing, and if so does not call.
   *
   * @param carries a {@link CoreBio} or {@link QueueRequest} of the calling thread
   * @param cutOff bio from which the carried one was cut off, if the thread has it as well
   * @return number of the call, for {@link #end}
   */
  public long begin(Object carries, @Nullable CoreBio cutOff) {
    long next = number + 1;
    if ((next & 1) == 0) {
      return NESTED;
    }
    // The end of the last call must be visible first.
    VarHandle.storeStoreFence();
    carried = carries;
    if (rest != cutOff) {
      rest = cutOff;
    }
    NUMBER.setRelease(this, next);
    VarHandle.storeStoreFence();
    return next;
  }

  /**
   * Ends a call. The caller then reads whether the queue is failing, and if so calls {@link
   * #claim}.
   */
  public void end(long call) {
    if (call != NESTED) {
      NUMBER.setRelease(this, call + 1);
      // Keeps the compiler from reading the mark before.
      VarHandle.storeStoreFence();
    }
  }

  /** Claims what a call carries for the calling thread; false if another thread was first. */
  public boolean claim(long call) {
    if (call == NESTED) {
      return true;
    }
    while (true) {
      long last = (long) CLAIMED.getVolatile(this);
      if (last >= call) {
        return false;
      }
      if (CLAIMED.compareAndSet(this, last, call)) {
        return true;
      }
    }
  }

  /** Returns whether the thread is in a call; for any thread. */
  boolean isInCall() {
    return ((long) NUMBER.getAcquire(this) & 1) != 0;
  }

  /** Returns the call in progress, or null; for any thread. */
  public @Nullable Seen look() {
    long before = (long) NUMBER.getAcquire(this);
    Object present = carried;
    CoreBio left = rest;
    VarHandle.loadLoadFence();
    boolean valid = (before & 1) != 0 && (long) NUMBER.getAcquire(this) == before;
    return valid && present != null ? new Seen(before, present, left) : null;
  }
}
