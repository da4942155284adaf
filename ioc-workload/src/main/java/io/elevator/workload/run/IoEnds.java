package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import org.jspecify.annotations.Nullable;

/**
 * Processes the ended I/Os of a job: updates statistics, verifies data and handles errors. Used by
 * the job's {@link SerialWork} only.
 */
final class IoEnds {
  private final JobRunner job;
  private final JobListener listener;
  private final JobData data;
  private final JobErrors errors;
  private final IoRecorder recorder;
  private final JobCounters counters;
  private final @Nullable DepthSearch search;

  IoEnds(
      JobRunner job,
      JobListener listener,
      JobData data,
      JobErrors errors,
      IoRecorder recorder,
      JobCounters counters,
      @Nullable DepthSearch search) {
    this.job = job;
    this.listener = listener;
    this.data = data;
    this.errors = errors;
    this.recorder = recorder;
    this.counters = counters;
    this.search = search;
  }

  /** Processes one I/O that has ended, successfully or with an error. */
  void account(IoSlot slot) {
    if (slot.bio.status().isError()) {
      failed(slot);
      return;
    }
    long nanos = recorder.completed(slot);
    if (slot.isFlush()) {
      return;
    }
    counters.add(slot.direction, slot.bytes);
    if (search != null) {
      search.ended(slot.bio.submittedNanos(), nanos);
    }
    long most = job.job().spec().control().maxLatencyNanos().get(slot.direction.index());
    if (most > 0 && nanos > most && errors.fail(BioStatus.TIMEOUT)) {
      listener.complained(
          job, "max_latency: an I/O took " + nanos + " ns, more than " + most + " ns");
    }
    if (slot.kind == IoSlot.Kind.READ_BACK) {
      String wrong = data.afterRead(slot);
      if (wrong != null) {
        mismatched(wrong);
      }
    }
  }

  private void failed(IoSlot slot) {
    BioStatus error = slot.bio.status();
    recorder.failed(slot.direction);
    switch (errors.judge(error, slot.direction)) {
      case IGNORED -> {}
      case CONTINUED -> recorder.continuedAfter(Errno.of(error));
      case FAILED -> {
        if (errors.fail(error)) {
          listener.ioFailed(job, error, slot.direction, slot.file, slot.offset, slot.bytes);
        }
      }
    }
  }

  private void mismatched(String wrong) {
    boolean fatal = job.job().spec().verify().fatal();
    switch (errors.judgeBlock()) {
      case IGNORED -> {}
      case CONTINUED -> {
        recorder.continuedAfter(Errno.of(BioStatus.PROTECTION));
        listener.complained(job, wrong);
      }
      case FAILED -> {
        if (!errors.isFatal()) {
          listener.complained(job, wrong);
        }
        if (fatal) {
          errors.fail(BioStatus.PROTECTION);
        } else {
          errors.note(BioStatus.PROTECTION);
        }
      }
    }
  }
}
