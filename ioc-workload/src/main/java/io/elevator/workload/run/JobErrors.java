package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.ControlSpec;
import io.elevator.workload.job.ControlSpec.ErrorKind;
import io.elevator.workload.job.Direction;
import java.util.Set;

/** Which errors end a job, and the first that did. Belongs to the job's {@link SerialWork}. */
final class JobErrors {
  /** Place of verification in the list of errors to ignore. */
  private static final int VERIFY = 2;

  private final ControlSpec spec;
  private BioStatus status = BioStatus.OK;
  private boolean fatal;

  JobErrors(ControlSpec spec) {
    this.spec = spec;
  }

  /** What an error means. */
  enum Verdict {
    /** None at all. */
    IGNORED,
    /** It is counted, and the job goes on. */
    CONTINUED,
    /** The job fails. */
    FAILED
  }

  /** Judges a failed I/O. */
  Verdict judge(BioStatus error, Direction direction) {
    int number = Errno.of(error);
    Set<Integer> ignored = spec.ignored().get(direction == Direction.READ ? 0 : 1);
    if (ignored.contains(number)) {
      return Verdict.IGNORED;
    }
    ErrorKind kind = direction == Direction.READ ? ErrorKind.READ : ErrorKind.WRITE;
    return spec.continueOn().contains(kind) ? Verdict.CONTINUED : Verdict.FAILED;
  }

  /** Judges a block that is not what was written. */
  Verdict judgeBlock() {
    if (spec.ignored().get(VERIFY).contains(Errno.of(BioStatus.PROTECTION))) {
      return Verdict.IGNORED;
    }
    return spec.continueOn().contains(ErrorKind.VERIFY) ? Verdict.CONTINUED : Verdict.FAILED;
  }

  /** The job has failed; it ends with that. Whether it is the first time. */
  boolean fail(BioStatus error) {
    fatal = true;
    return note(error);
  }

  /** The job will have failed, but goes on. Whether it is the first time. */
  boolean note(BioStatus error) {
    boolean first = !status.isError();
    if (first) {
      status = error;
    }
    return first;
  }

  /** Whether it has to end. */
  boolean isFatal() {
    return fatal;
  }

  /** The first error. */
  BioStatus status() {
    return status;
  }
}
