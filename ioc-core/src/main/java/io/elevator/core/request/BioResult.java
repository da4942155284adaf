package io.elevator.core.request;

import io.elevator.api.BioFailure;
import io.elevator.api.BioStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The result part of a bio: status, facts about its failure, number of bytes that were moved, and
 * instants. Several threads may write failure and bytes at once, because the pieces of a split bio
 * end on any thread; all other state belongs to the owner of the bio.
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

  /** Status with which the bio ended; OK until it ends. */
  private BioStatus status = BioStatus.OK;

  /** Facts about the failure of the bio; null while {@link #status} is {@link BioStatus#OK}. */
  private @Nullable BioFailure failure;

  /** Number of bytes of this bio that were moved. */
  private long transferred;

  /** Clock reading at the submission of this bio, in nanoseconds; 0 before. */
  private long submittedNanos;

  /** Clock reading when a driver started the bio, in nanoseconds; 0 if none did. */
  private long issuedNanos;

  /** Clock reading at the end of the bio, in nanoseconds; 0 before. */
  private long endedNanos;

  /** Creates a bio without a result. */
  protected BioResult() {}

  /**
   * Clears the result of the last submission and begins that of a new one.
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
    // There was no memory for the facts when the bio failed, so its failure has only the status.
    return known != null ? known : new BioFailure(status, 0, offset, "", null);
  }

  /**
   * Makes this bio fail, unless it has already failed. The failure has the offset of the part that
   * has not been done: behind the bytes that the driver has done, and behind the pieces that were
   * cut off.
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
      // There is no memory for the facts: a bio that fails with its status alone is better than a
      // bio that never ends.
      status = value;
      return;
    }
    publish(made);
  }

  /** Makes this bio fail with the failure of one of its pieces, unless it has already failed. */
  public final void failAs(BioResult piece) {
    BioFailure known = piece.failure;
    if (known != null) {
      publish(known);
    } else if (status == BioStatus.OK) {
      status = piece.status;
    }
  }

  /**
   * Sets the failure and the status. If several threads call this, only the first sets them, so
   * that the two belong together.
   */
  private void publish(BioFailure made) {
    if (FAILURE.compareAndSet(this, null, made)) {
      status = made.status();
    }
  }

  /** Clears the status and the failure of this bio. */
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
   * Adds to the number of bytes of this bio that were moved.
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

  /** Sets the clock reading at which a driver started this bio, in nanoseconds. */
  public final void issued(long now) {
    issuedNanos = now;
  }

  @Override
  public final long endedNanos() {
    return endedNanos;
  }

  /** Sets the clock reading at which this bio ended, in nanoseconds. */
  public final void ended(long now) {
    endedNanos = now;
  }
}
