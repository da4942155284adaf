package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.workload.job.BatchSpec;
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
 * One job under way: keeps as many I/Os in flight as it may and counts what becomes of them. No
 * thread is its own: the ends of its I/Os, its alarm and whoever starts or stops it drive it, the
 * same under real and virtual time.
 *
 * <p>All of that goes through {@link #work}, one thread at a time; every field that is not final or
 * volatile is touched there only, and so are the parts that it is made of. An I/O that ends inside
 * its own submission only asks for another round, so nothing recurses. Once warm nothing is
 * allocated for an I/O, unless it is verified or logged.
 */
final class JobRunner {
  /**
   * I/Os submitted in one go before the thread is given back: it may be a drive's own, or one that
   * other jobs wait for.
   */
  private static final int STINT = 512;

  /** How far on a job is. */
  enum Stage {
    /** Not started, or its start is delayed. */
    WAITING,
    /** Doing I/O. */
    RUNNING,
    /** Nothing more is submitted but last flushes; some are in flight. */
    DRAINING,
    /** Over. */
    ENDED
  }

  private final Job job;
  private final PaceSpec pace;
  private final BatchSpec batches;
  private final Task task;
  private final JobScript script;
  private final Pacing pacing;
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

  // Asked for from outside, looked at in the next round.
  private volatile boolean stopAsked;
  private volatile boolean sampleAsked;
  private volatile boolean resumed;

  /** Written in a round; read by whoever shows progress. */
  private volatile Stage stage = Stage.WAITING;

  /** When it started, or when it had warmed up; written before the stage says so. */
  private volatile long startedNanos;

  private int reapedTogether;
  private boolean full;
  private int reapedSinceFull;
  private long now;

  /** When it may begin; never, before {@link #start}. */
  private volatile long startNanos = Long.MAX_VALUE;

  private long rampEnd = Long.MIN_VALUE;
  private long deadline = Long.MAX_VALUE;
  private boolean resting;

  /**
   * A job that has not started.
   *
   * @param parts what it is made of
   * @param startDelayNanos from {@link #start} to its first I/O
   */
  JobRunner(JobParts parts, TimeBase time, long startDelayNanos, JobListener listener) {
    this.job = parts.job();
    JobSpec spec = job.spec();
    this.pace = spec.pace();
    this.batches = pace.batches();
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
            spec.report(), spec.endsInCall(), parts.priorities().any(), logs, parts.watch());
    this.submission = new IoSubmission(parts, recorder, time);
    script.collidesIf(submission::overlaps);
    this.ends = new IoEnds(this, listener, parts.data(), errors, recorder, counters, search);
    this.time = time;
    this.startDelayNanos = startDelayNanos;
    this.listener = listener;
    this.alarm = time.newTimer(at -> work.ask());
  }

  /**
   * Makes the bios, before {@link #start}.
   *
   * @param madeFor closed when the job ends
   */
  void prepare(JobMemory madeFor) {
    memory = madeFor;
    submission.prepare(this, madeFor);
  }

  /** Starts it; any thread. The start delay counts from {@code at}. */
  void start(long at) {
    startNanos = at + startDelayNanos;
    if (startDelayNanos > 0) {
      alarm.arm(startNanos);
    } else {
      // Its first round fills the drive; whoever starts jobs has others to start.
      time.defer(work::ask);
    }
  }

  /** Has it submit nothing more and end when nothing is in flight; any thread. */
  void stop() {
    stopAsked = true;
    work.ask();
  }

  /** Has it take a sample of its rates; any thread. */
  void sample() {
    sampleAsked = true;
    work.ask();
  }

  /** An I/O of it has ended; called back by the queue. */
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
        // Nothing was done, and nothing is reported.
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
      submitBatch();
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

  /** Wakes it for the next thing that no end of an I/O will wake it for. */
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

  /** The last flushes, then the end. */
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

  /** Submits as long as there is anything to submit and a slot for it. */
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
        // Seen while it looked for a free slot.
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
   * Whether a record of the job cannot grow any more. If so, the job fails, and its figures up to
   * then are reported.
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

  /** Whether it has as many in flight as it may, is pausing, or is ahead of its rate or flow. */
  private boolean mustWait() {
    int depth = search == null ? pace.depth() : search.depth();
    if (!full && submission.underWay() >= depth) {
      full = true;
      reapedSinceFull = 0;
      submitBatch();
      reap();
    }
    if (full) {
      int least = Math.min(Math.max(1, batches.completeMin()), depth);
      if (submission.inFlight() > 0
          && (reapedSinceFull < least || submission.inFlight() > Math.min(batches.low(), depth))) {
        return true;
      }
      full = submission.inFlight() >= depth;
      if (full) {
        // The search has taken some of the depth away.
        return true;
      }
    }
    return pacing.holdsBack(now, submission.underWay());
  }

  private Direction admit(Direction wanted) {
    return pacing.admit(wanted, now);
  }

  /** Does the next thing; false when there is none for now. */
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
        submitBatch();
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

  private void submitBatch() {
    now = submission.handOver(now);
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
      reapedSinceFull += count;
      pacing.ended(count);
      recordReaped(count);
    }
  }

  /** As many at once as the job would have asked its engine for. */
  private void recordReaped(int count) {
    reapedTogether += count;
    while (reapedTogether >= batches.completeMax()) {
      recorder.reaped(batches.completeMax());
      reapedTogether -= batches.completeMax();
    }
    if (reapedTogether > 0
        && (reapedTogether >= batches.completeMin() || submission.inFlight() == 0)) {
      recorder.reaped(reapedTogether);
      reapedTogether = 0;
    }
  }

  /** Which job. */
  Job job() {
    return job;
  }

  /** How far it is; any thread. */
  Stage stage() {
    return stage;
  }

  /** What it did; for others only once it has ended. */
  JobStats stats() {
    return recorder.stats();
  }

  /** Its logs; for others only once it has ended. */
  @Nullable JobLogs logs() {
    return logs;
  }

  /** The first error; for others only once it has ended. */
  BioStatus status() {
    return errors.status();
  }

  /** I/Os in flight that were found to be enough, or asked for; only once it has ended. */
  int depth() {
    return search == null ? pace.depth() : search.depth();
  }

  /** When it started, for others only when the stage says that it has. */
  long startedNanos() {
    return startedNanos;
  }

  /** Running totals; any thread. */
  JobCounters counters() {
    return counters;
  }

  /** Whether its alarm will move it on, whatever happens to its I/Os; any thread. */
  boolean hasAlarm() {
    return alarm.isArmed();
  }

  /** Bytes that all its passes move at most, {@code Long.MAX_VALUE} without limit. */
  long totalBytes() {
    return script.totalBytes(pace.timeBased() ? Long.MAX_VALUE : pace.loops());
  }

  /** Its I/O that failed, in words for a message. */
  String describe(int file, long offset, int bytes) {
    return job.spec().files().paths().get(file) + ": offset=" + offset + ", length=" + bytes;
  }
}
