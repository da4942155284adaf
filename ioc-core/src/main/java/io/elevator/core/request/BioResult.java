package io.elevator.core.request;

import io.elevator.api.BioFailure;
import io.elevator.api.BioStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bio with its result: status, facts about its failure, number of bytes that were moved, and
 * instants. Failure and bytes may be written by several threads at once, as the pieces of a split
 * bio end on any thread; all else belongs to the owner of the bio.
 */
public abstract class BioResult extends BioDescription {
  private static final VarHandle FAILURE;
  private static final VarHandle TRANSFERRED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FAILURE = lookup.findVarHandle(BioResult.class, "failure", BioFailure.class);
      TRANSFERRED = lookup.findVarHandle(BioResult.class, "transferred", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Status with which the bio ended; OK before. */
  private BioStatus status = BioStatus.OK;

  /** Facts about the failure; null while {@link #status} is {@link BioStatus#OK}. */
  private @Nullable BioFailure failure;

  /** Number of bytes that were moved. */
  private long transferred;

  /** Clock reading at submission, in nanoseconds; 0 before. */
  private long submittedNanos;

  /** Clock reading when a driver started the bio, in nanoseconds; 0 if none did. */
  private long issuedNanos;

  /** Clock reading at the end of the bio, in nanoseconds; 0 before. */
  private long endedNanos;

  /** Creates a bio without a result. */
  protected BioResult() {}

  /**
   * Removes the result of the last submission.
   *
   * @param submitted clock reading at the new submission, in nanoseconds
   */
  final void beginResult(long submitted) {
    forgetFailure();
    transferred = 0;
    submittedNanos = submitted;
    issuedNanos = 0;
    endedNanos = 0;
  }

  @Override
  public final BioStatus status() {
    return status;
  }

  @Override
  public final @Nullable BioFailure failure() {
    if (status == BioStatus.OK) {
      return null;
    }
    BioFailure known = failure;
    // Without memory for the facts a bio fails with its status alone.
    return known != null ? known : new BioFailure(status, 0, offset, "", null);
  }

  /**
   * Makes this bio fail, unless it has failed before. The offset of the failure is that of the part
   * that is left of the bio: behind the bytes that the driver has done, and behind the pieces that
   * were cut off.
   *
   * @param value error that the bio ends with
   * @param cause error number and exception, or null
   * @param queue name of the queue
   */
  public final void fail(BioStatus value, @Nullable FailureCause cause, String queue) {
    if (status != BioStatus.OK) {
      return;
    }
    BioFailure made;
    try {
      made =
          cause == null
              ? new BioFailure(value, 0, offset, queue, null)
              : new BioFailure(value, cause.errno(), offset, queue, cause.throwable());
    } catch (OutOfMemoryError e) {
      // A bio that fails with its status alone is better than one that never ends.
      status = value;
      return;
    }
    publish(made);
  }

  /** Makes this bio fail as a piece of it has failed, unless it has failed before. */
  public final void failAs(BioResult piece) {
    BioFailure known = piece.failure;
    if (known != null) {
      publish(known);
    } else if (status == BioStatus.OK) {
      status = piece.status;
    }
  }

  /**
   * Sets failure and status. The first of several threads wins, so that the two belong together.
   */
  private void publish(BioFailure made) {
    if (FAILURE.compareAndSet(this, null, made)) {
      status = made.status();
    }
  }

  /** Removes status and failure. */
  final void forgetFailure() {
    if (status != BioStatus.OK) {
      status = BioStatus.OK;
      failure = null;
    }
  }

  @Override
  public final long transferred() {
    return transferred;
  }

  /**
   * Adds to the number of bytes that were moved.
   *
   * @param moved number of bytes
   * @param shared whether several threads may add at once
   */
  final void addTransferred(long moved, boolean shared) {
    if (!shared) {
      transferred += moved;
    } else if (moved != 0) {
      long before = (long) TRANSFERRED.getAndAdd(this, moved);
      assert before >= 0;
    }
  }

  @Override
  public final long submittedNanos() {
    return submittedNanos;
  }

  @Override
  public final long issuedNanos() {
    return issuedNanos;
  }

  /** Sets the clock reading when a driver started this bio, in nanoseconds. */
  public final void issued(long now) {
    issuedNanos = now;
  }

  @Override
  public final long endedNanos() {
    return endedNanos;
  }

  /** Sets the clock reading at the end of this bio, in nanoseconds. */
  public final void ended(long now) {
    endedNanos = now;
  }
}
