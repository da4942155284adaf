package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.ControlSpec;
import io.elevator.workload.job.ControlSpec.ErrorKind;
import io.elevator.workload.job.Direction;
import java.util.Set;

/**
 * Decides which errors end a job, and stores the first error. Used by the job's {@link SerialWork}
 * only.
 */
final class JobErrors {
  /** Index of verification errors in the list of errors that the job ignores. */
  private static final int VERIFY = 2;

  private final ControlSpec spec;
  private BioStatus status = BioStatus.OK;
  private boolean fatal;

  JobErrors(ControlSpec spec) {
    this.spec = spec;
  }

  /** Effect of an error on the job. */
  enum Verdict {
    /** IGNORED: the error is ignored. */
    IGNORED,
    /** CONTINUED: the error is counted, and the job continues. */
    CONTINUED,
    /** FAILED: the job fails. */
    FAILED
  }

  /** Returns the effect of a failed I/O on the job. */
  Verdict judge(BioStatus error, Direction direction) {
    int number = Errno.of(error);
    Set<Integer> ignored = spec.ignored().get(direction == Direction.READ ? 0 : 1);
    if (ignored.contains(number)) {
      return Verdict.IGNORED;
    }
    ErrorKind kind = direction == Direction.READ ? ErrorKind.READ : ErrorKind.WRITE;
    return spec.continueOn().contains(kind) ? Verdict.CONTINUED : Verdict.FAILED;
  }

  /** Returns the effect on the job of a block that was read and differs from what was written. */
  Verdict judgeBlock() {
    if (spec.ignored().get(VERIFY).contains(Errno.of(BioStatus.PROTECTION))) {
      return Verdict.IGNORED;
    }
    return spec.continueOn().contains(ErrorKind.VERIFY) ? Verdict.CONTINUED : Verdict.FAILED;
  }

  /**
   * Makes the job fail and end with {@code error}.
   *
   * @return whether this is the job's first error
   */
  boolean fail(BioStatus error) {
    fatal = true;
    return note(error);
  }

  /**
   * Makes the job fail with {@code error}, but lets it continue to its end.
   *
   * @return whether this is the job's first error
   */
  boolean note(BioStatus error) {
    boolean first = !status.isError();
    if (first) {
      status = error;
    }
    return first;
  }

  /** Returns whether the job must end. */
  boolean isFatal() {
    return fatal;
  }

  /** Returns the first error of the job, {@link BioStatus#OK} if there was none. */
  BioStatus status() {
    return status;
  }
}
