package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.workload.job.ControlSpec.LatencyTarget;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.job.PaceSpec;
import io.elevator.workload.log.JobLogs;
import io.elevator.workload.pattern.IoUnit;
import io.elevator.workload.stats.JobStats;
import org.jspecify.annotations.Nullable;

/**
 * A running job: keeps as many I/Os in flight as it may and processes their ends. It has no thread
 * of its own: it runs in the threads that end its I/Os, fire its alarm, start it or stop it, in the
 * same way under real and virtual time.
 *
 * <p>All these threads go through {@link #work}, one at a time. Every field that is not final or
 * volatile is used there only, and so are the objects that the job consists of. An I/O that ends
 * during its own submission only requests another round, so nothing recurses. Once warm, nothing is
 * allocated for an I/O unless it is verified or logged.
 */
final class JobRunner {
  /**
   * Number of I/Os that are submitted in one go before the thread is released: it may be the
   * drive's own thread, or a thread that other jobs wait for.
   */
  private static final int STINT = 512;

  /** Stage of a job's life. */
  enum Stage {
    /** WAITING: the job is not started, or its start is delayed. */
    WAITING,
    /** RUNNING: the job does I/O. */
    RUNNING,
    /** DRAINING: the job submits nothing more except last flushes; I/Os may be in flight. */
    DRAINING,
    /** ENDED: the job has ended. */
    ENDED
  }

  private final Job job;
  private final PaceSpec pace;
  private final Task task;
  private final JobScript script;
  private final Pacing pacing;
  private final DepthGate depthGate;
  private final RateFloor floor;
  private final JobErrors errors;
  private final @Nullable DepthSearch search;
  private final TimeBase time;
  private final long startDelayNanos;
  private final JobListener listener;
  private final @Nullable JobLogs logs;
  private final IoRecorder recorder;
  private final JobCounters counters = new JobCounters();
  private final IoSubmission submission;
  private @Nullable JobMemory memory;
  private final IoEnds ends;
  private final EndedSlots ended = new EndedSlots();
  private final SerialWork work = new SerialWork(this::round);
  private final Runnable resumption = this::resume;
  private final JobScript.Gate gate = this::admit;
  private final Timer alarm;
  private final IoUnit unit = new IoUnit();

  // Other threads set the fields below; the next round reads them.
  private volatile boolean stopAsked;
  private volatile boolean sampleAsked;
  private volatile boolean resumed;

  /** Stage of the job; written in a round, read by any thread for progress reports. */
  private volatile Stage stage = Stage.WAITING;

  /**
   * Time at which the job started or its ramp time ended, in nanoseconds. It is written before
   * {@link #stage} shows that the job runs.
   */
  private volatile long startedNanos;

  private long now;

  /**
   * Time at which the job may begin, in nanoseconds; {@code Long.MAX_VALUE} before {@link #start}.
   */
  private volatile long startNanos = Long.MAX_VALUE;

  private long rampEnd = Long.MIN_VALUE;
  private long deadline = Long.MAX_VALUE;
  private boolean resting;

  /**
   * Creates a job that has not started.
   *
   * @param parts objects that the job consists of
   * @param time clock and timers of the run
   * @param startDelayNanos delay from {@link #start} to the first I/O, in nanoseconds
   * @param listener listener for the job's events
   */
  JobRunner(JobParts parts, TimeBase time, long startDelayNanos, JobListener listener) {
    this.job = parts.job();
    JobSpec spec = job.spec();
    this.pace = spec.pace();
    this.depthGate = new DepthGate(pace.batches());
    this.task = parts.task();
    this.script = parts.script();
    this.pacing = new Pacing(spec, parts.rates(), parts.flow());
    this.logs = parts.logs();
    this.floor = new RateFloor(pace.rates());
    this.errors = new JobErrors(spec.control());
    LatencyTarget target = spec.control().target();
    this.search = target == null ? null : new DepthSearch(target, pace.depth());
    this.recorder =
        new IoRecorder(
            spec.report(),
            pace.batches(),
            spec.endsInCall(),
            parts.priorities().any(),
            logs,
            parts.watch());
    this.submission = new IoSubmission(parts, recorder, time);
    script.collidesIf(submission::overlaps);
    this.ends = new IoEnds(this, listener, parts.data(), errors, recorder, counters, search);
    this.time = time;
    this.startDelayNanos = startDelayNanos;
    this.listener = listener;
    this.alarm = time.newTimer(at -> work.ask());
  }

  /**
   * Creates the bios of the job. Called before {@link #start}.
   *
   * @param madeFor memory of the job, which the job closes when it ends
   */
  void prepare(JobMemory madeFor) {
    memory = madeFor;
    submission.prepare(this, madeFor);
  }

  /** Starts the job. Its start delay counts from {@code at}. Callable from any thread. */
  void start(long at) {
    startNanos = at + startDelayNanos;
    if (startDelayNanos > 0) {
      alarm.arm(startNanos);
    } else {
      // The first round is deferred, because it fills the drive, and the calling thread has other
      // jobs to start.
      time.defer(work::ask);
    }
  }

  /**
   * Makes the job submit nothing more and end when no I/O is in flight. Callable from any thread.
   */
  void stop() {
    stopAsked = true;
    work.ask();
  }

  /** Makes the job take a sample of its rates. Callable from any thread. */
  void sample() {
    sampleAsked = true;
    work.ask();
  }

  /**
   * Called by the queue when an I/O of the job has ended; requests a round, which processes the
   * I/O.
   */
  void ended(IoSlot slot) {
    ended.add(slot);
    work.ask();
  }

  private void resume() {
    resumed = true;
    work.ask();
  }

  private void round() {
    if (stage == Stage.ENDED) {
      return;
    }
    try {
      now = time.now();
      step();
    } catch (RuntimeException | Error e) {
      stage = Stage.ENDED;
      alarm.close();
      listener.broken(this, e);
    }
  }

  private void step() {
    reap();
    if (stage == Stage.WAITING) {
      if (stopAsked) {
        // The job was stopped before it did any I/O, so it ends without an outcome.
        end();
        return;
      }
      if (now < startNanos) {
        return;
      }
      begin();
    }
    if (stage == Stage.RUNNING) {
      if (search != null) {
        search.settle(submission.inFlight(), now);
      }
      pacing.beginRound();
      go();
      now = submission.handOver(now);
    }
    if (sampleAsked) {
      sampleAsked = false;
      sample(now);
    }
    if (stage == Stage.DRAINING && submission.inFlight() == 0) {
      finish();
    } else if (stage == Stage.RUNNING) {
      arm();
    }
  }

  private void begin() {
    startedNanos = now;
    recorder.start(now);
    pacing.start(now);
    floor.start(now);
    if (search != null) {
      search.start(now);
    }
    if (pace.rampNanos() > 0) {
      rampEnd = now + pace.rampNanos();
    }
    if (pace.runtimeNanos() > 0) {
      deadline = now + pace.rampNanos() + pace.runtimeNanos();
    }
    stage = Stage.RUNNING;
    listener.started(this);
  }

  /** Sets the alarm for the next time at which the job must act without the end of an I/O. */
  private void arm() {
    long next = Math.min(deadline, pacing.wakeNanos());
    if (rampEnd != Long.MIN_VALUE) {
      next = Math.min(next, rampEnd);
    }
    if (search != null) {
      next = Math.min(next, search.windowEnd());
    }
    if (next != Long.MAX_VALUE && !(alarm.isArmed() && alarm.expiryNanos() == next)) {
      alarm.arm(next);
    }
  }

  private void sample(long at) {
    recorder.sample(at);
    String slow = stage == Stage.RUNNING ? floor.judge(recorder.stats(), at) : null;
    if (slow != null) {
      if (errors.fail(BioStatus.TIMEOUT)) {
        listener.complained(this, slow);
      }
      stage = Stage.DRAINING;
    }
  }

  /** Submits the last flushes one after another, and then ends the job. */
  private void finish() {
    if (!errors.isFatal() && script.end(unit) == JobScript.Step.LAST_FLUSH) {
      IoSlot slot = takeSlot();
      if (slot == null) {
        throw new IllegalStateException("nothing is in flight, and no slot is free");
      }
      now = submission.flush(slot, IoSlot.Kind.LAST_FLUSH, unit, now);
      return;
    }
    recorder.stats().ended(now - startedNanos);
    end();
  }

  private void end() {
    stage = Stage.ENDED;
    alarm.close();
    JobMemory used = memory;
    if (used != null) {
      used.close();
    }
    task.exit();
    pacing.leave();
    listener.ended(this);
  }

  /** Submits I/Os as long as the script has a next step and there is a free slot. */
  private void go() {
    if (resting) {
      if (!resumed) {
        return;
      }
      resting = false;
      resumed = false;
    }
    for (int count = 0; stage == Stage.RUNNING; count++) {
      if (rampEnd != Long.MIN_VALUE && now >= rampEnd) {
        rampEnd = Long.MIN_VALUE;
        startedNanos = now;
        recorder.startOver(now);
        floor.start(now);
      }
      if (stopAsked || now >= deadline || errors.isFatal() || judged() || lacksMemory()) {
        stage = Stage.DRAINING;
      } else if (mustWait()) {
        return;
      } else if (errors.isFatal()) {
        // mustWait has found an error while it processed ended I/Os.
        stage = Stage.DRAINING;
      } else if (count == STINT) {
        resting = true;
        time.defer(resumption);
        return;
      } else if (!next()) {
        return;
      }
    }
  }

  private boolean judged() {
    return search != null && search.judge(now);
  }

  /**
   * Returns whether a record of the job can no longer grow for lack of memory. If so, the job
   * fails, and its figures up to then are reported.
   */
  private boolean lacksMemory() {
    String refusal = script.refusal();
    if (refusal == null && logs != null) {
      refusal = logs.refusal();
    }
    if (refusal == null) {
      return false;
    }
    if (errors.fail(BioStatus.RESOURCE)) {
      listener.complained(this, refusal);
    }
    return true;
  }

  /**
   * Returns whether the job must not submit now: it has reached its depth, pauses, or is ahead of
   * its rate or its flow.
   */
  private boolean mustWait() {
    int depth = depth();
    if (depthGate.closesAt(submission.underWay(), depth)) {
      now = submission.handOver(now);
      reap();
    }
    return depthGate.holdsBack(submission.inFlight(), depth)
        || pacing.holdsBack(now, submission.underWay());
  }

  private Direction admit(Direction wanted) {
    return pacing.admit(wanted, now);
  }

  /** Performs the next step of the script; returns false if no step is possible for now. */
  private boolean next() {
    IoSlot slot = takeSlot();
    if (slot == null) {
      return false;
    }
    switch (script.next(unit, submission.underWay(), gate)) {
      case IO -> {
        pacing.submitted(unit);
        now = submission.work(slot, unit, now);
      }
      case READ_BACK -> now = submission.readBack(slot, unit, now);
      case FLUSH -> now = submission.flush(slot, IoSlot.Kind.FLUSH, unit, now);
      case LAST_FLUSH -> now = submission.flush(slot, IoSlot.Kind.LAST_FLUSH, unit, now);
      case DRAIN -> {
        submission.putBack(slot);
        now = submission.handOver(now);
        reap();
        return submission.inFlight() == 0;
      }
      case END -> {
        submission.putBack(slot);
        stage = Stage.DRAINING;
      }
    }
    return true;
  }

  private @Nullable IoSlot takeSlot() {
    if (!submission.hasFree()) {
      reap();
    }
    return submission.take();
  }

  private void reap() {
    IoSlot slot = ended.takeAll();
    int count = 0;
    while (slot != null) {
      IoSlot following = slot.next;
      if (!submission.goOn(slot)) {
        ends.account(slot);
        submission.putBack(slot);
        count++;
      }
      slot = following;
    }
    if (count > 0) {
      submission.ended(count);
      depthGate.ended(count);
      pacing.ended(count);
      recorder.reaped(count, submission.inFlight());
    }
  }

  /** Returns the specification of the job. */
  Job job() {
    return job;
  }

  /** Returns the stage of the job. Callable from any thread. */
  Stage stage() {
    return stage;
  }

  /** Returns the statistics of the job. Other threads may call this only once the job has ended. */
  JobStats stats() {
    return recorder.stats();
  }

  /**
   * Returns the logs of the job, null if it writes none. Other threads may call this only once the
   * job has ended.
   */
  @Nullable JobLogs logs() {
    return logs;
  }

  /**
   * Returns the first error of the job. Other threads may call this only once the job has ended.
   */
  BioStatus status() {
    return errors.status();
  }

  /**
   * Returns the number of I/Os that the job may have in flight: the number that the search for the
   * latency target has found; without a target, {@code iodepth}. Other threads may call this only
   * once the job has ended.
   */
  int depth() {
    return search == null ? pace.depth() : search.depth();
  }

  /**
   * Returns the time at which the job started, in nanoseconds. Other threads may call this only
   * after {@link #stage} has shown that the job has started.
   */
  long startedNanos() {
    return startedNanos;
  }

  /** Returns the running totals of the job. Callable from any thread. */
  JobCounters counters() {
    return counters;
  }

  /**
   * Returns whether the job's alarm is armed, so that it will go on without the end of an I/O.
   * Callable from any thread.
   */
  boolean hasAlarm() {
    return alarm.isArmed();
  }

  /**
   * Returns the greatest number of bytes that all passes of the job can move, {@code
   * Long.MAX_VALUE} if unlimited.
   */
  long totalBytes() {
    return script.totalBytes(pace.timeBased() ? Long.MAX_VALUE : pace.loops());
  }

  /** Returns a description of an I/O of the job, for messages. */
  String describe(int file, long offset, int bytes) {
    return job.spec().files().paths().get(file) + ": offset=" + offset + ", length=" + bytes;
  }
}
