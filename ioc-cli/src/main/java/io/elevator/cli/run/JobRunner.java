package io.elevator.cli.run;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.Task;
import io.elevator.cli.job.Direction;
import io.elevator.cli.job.Job;
import io.elevator.cli.job.PaceSpec;
import io.elevator.cli.pattern.IoPattern;
import io.elevator.cli.pattern.IoUnit;
import io.elevator.cli.pattern.Seeded;
import io.elevator.cli.stats.JobStats;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job under way: keeps as many I/Os in flight as it may and counts what becomes of them. No
 * thread is its own: the ends of its I/Os, its alarm and whoever starts or stops it drive it, the
 * same under real and virtual time.
 *
 * <p>All of that goes through {@link #work}, one thread at a time; every field that is not final or
 * volatile is touched there only. An I/O that ends inside its own submission only asks for another
 * round, so nothing recurses. Once warm nothing is allocated for an I/O.
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
    /** Nothing more is submitted; some are in flight. */
    DRAINING,
    /** Over. */
    ENDED
  }

  private final Job job;
  private final PaceSpec pace;
  private final Task task;
  private final IoPattern pattern;
  private final DrivePlace[] places;
  private final TimeBase time;
  private final long startDelayNanos;
  private final JobListener listener;
  private final int writeFlags;
  private final JobStats stats = new JobStats();
  private final IoRecorder recorder = new IoRecorder(stats);
  private final JobCounters counters = new JobCounters();
  private final EndedSlots ended = new EndedSlots();
  private final SerialWork work = new SerialWork(this::round);
  private final Runnable resumption = this::resume;
  private final Timer alarm;
  private final IoUnit unit = new IoUnit();

  // Asked for from outside, looked at in the next round.
  private volatile boolean stopAsked;
  private volatile boolean sampleAsked;
  private volatile boolean resumed;

  /** Written in a round; read by whoever shows progress. */
  private volatile Stage stage = Stage.WAITING;

  /** When it started; written before the stage says so. */
  private long startedNanos;

  private @Nullable IoSlot free;
  private int inFlight;
  private long wakeNanos;
  private long deadline = Long.MAX_VALUE;
  private long passesLeft;
  private long endsSinceThink;
  private boolean resting;
  private BioStatus status = BioStatus.OK;

  /**
   * A job that has not started.
   *
   * @param places where its files begin, in their order
   * @param startDelayNanos from {@link #start} to its first I/O
   */
  JobRunner(
      Job job,
      Task task,
      IoPattern pattern,
      List<DrivePlace> places,
      TimeBase time,
      long startDelayNanos,
      JobListener listener) {
    this.job = job;
    this.pace = job.spec().pace();
    this.task = task;
    this.pattern = pattern;
    this.places = places.toArray(DrivePlace[]::new);
    this.time = time;
    this.startDelayNanos = startDelayNanos;
    this.listener = listener;
    // What the page cache does not take in is waited for; Linux marks direct writes so.
    this.writeFlags = job.spec().direct() ? BioFlags.SYNC | BioFlags.IDLE : 0;
    this.passesLeft = pace.timeBased() ? Long.MAX_VALUE : pace.loops();
    this.alarm = time.newTimer(now -> work.ask());
  }

  /**
   * Makes the bios and their memory, before {@link #start}.
   *
   * @param arena whose memory any thread may use; open until the job has ended
   * @param content fills what writes write
   */
  void prepare(BlockLayer layer, Arena arena, Seeded content) {
    int bytes = job.spec().access().blockSizes().largest(job.spec().access().mode());
    for (int i = 0; i < pace.depth(); i++) {
      // A page, so that no drive has to copy to reach its alignment.
      MemorySegment memory = arena.allocate(bytes, 4096);
      if (job.spec().access().mode().writes()) {
        for (long at = 0; at + Long.BYTES <= bytes; at += Long.BYTES) {
          memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, content.next());
        }
      }
      Bio bio = layer.newBio().task(task);
      IoSlot slot = new IoSlot(this, bio, memory);
      bio.onEnd(slot);
      slot.next = free;
      free = slot;
    }
  }

  /** Starts it; any thread. The start delay counts from {@code now}. */
  void start(long now) {
    wakeNanos = now + startDelayNanos;
    if (startDelayNanos > 0) {
      alarm.arm(wakeNanos);
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
      step(time.now());
    } catch (RuntimeException | Error e) {
      stage = Stage.ENDED;
      alarm.close();
      listener.broken(this, e);
    }
  }

  private void step(long now) {
    reap();
    if (stage == Stage.WAITING) {
      if (stopAsked) {
        // Nothing was done, and nothing is reported.
        end();
        return;
      }
      if (now < wakeNanos) {
        return;
      }
      begin(now);
    }
    if (stage == Stage.RUNNING) {
      go(now);
    }
    if (sampleAsked) {
      sampleAsked = false;
      recorder.sample(now);
    }
    if (stage == Stage.DRAINING && inFlight == 0) {
      stats.ended(now - startedNanos);
      end();
    }
  }

  private void begin(long now) {
    startedNanos = now;
    recorder.start(now);
    if (pace.runtimeNanos() > 0) {
      deadline = now + pace.runtimeNanos();
      alarm.arm(deadline);
    }
    stage = Stage.RUNNING;
    listener.started(this);
  }

  private void end() {
    stage = Stage.ENDED;
    alarm.close();
    task.exit();
    listener.ended(this);
  }

  /** Submits as long as there is anything to submit and a slot for it. */
  private void go(long start) {
    if (resting) {
      if (!resumed) {
        return;
      }
      resting = false;
      resumed = false;
    }
    long now = start;
    for (int count = 0; stage == Stage.RUNNING; count++) {
      if (stopAsked || now >= deadline || status.isError()) {
        stage = Stage.DRAINING;
      } else if (isThinking(now)) {
        return;
      } else if (count == STINT) {
        resting = true;
        time.defer(resumption);
        return;
      } else {
        IoSlot slot = takeFree();
        if (slot == null) {
          return;
        }
        if (draw()) {
          now = submit(slot);
        } else {
          putFree(slot);
          stage = Stage.DRAINING;
        }
      }
    }
  }

  /** Draws the next I/O; false when all passes are done. */
  private boolean draw() {
    while (!pattern.next(unit)) {
      if (passesLeft != Long.MAX_VALUE && --passesLeft <= 0) {
        return false;
      }
      pattern.nextPass();
    }
    return true;
  }

  /** After so many I/Os: let those in flight end, then pause. */
  private boolean isThinking(long now) {
    if (pace.thinkNanos() == 0) {
      return false;
    }
    if (endsSinceThink >= pace.thinkBlocks()) {
      if (inFlight > 0) {
        return true;
      }
      endsSinceThink = 0;
      wakeNanos = now + pace.thinkNanos();
      alarm.arm(Math.min(wakeNanos, deadline));
      return true;
    }
    if (now < wakeNanos) {
      return true;
    }
    if (deadline != Long.MAX_VALUE && alarm.expiryNanos() != deadline) {
      alarm.arm(deadline);
    }
    return false;
  }

  /** Submits what was drawn and returns the time after that. */
  private long submit(IoSlot slot) {
    DrivePlace place = places[unit.file];
    slot.direction = unit.direction;
    slot.file = unit.file;
    slot.offset = unit.offset;
    slot.bytes = unit.bytes;
    Bio bio = slot.bio;
    long sector = place.firstSector() + (unit.offset >>> 9);
    if (unit.direction == Direction.READ) {
      bio.read(sector, slot.memory, 0, unit.bytes);
    } else {
      bio.write(sector, slot.memory, 0, unit.bytes).flags(writeFlags);
    }
    inFlight++;
    recorder.submitting(unit.direction, inFlight);
    place.queue().submit(bio);
    long taken = time.now();
    // It may have ended by now; it comes back to this job only through reap, so this is in time.
    slot.takenNanos = taken;
    return taken;
  }

  private @Nullable IoSlot takeFree() {
    if (free == null) {
      reap();
    }
    IoSlot slot = free;
    if (slot != null) {
      free = slot.next;
    }
    return slot;
  }

  private void putFree(IoSlot slot) {
    slot.next = free;
    free = slot;
  }

  private void reap() {
    IoSlot slot = ended.takeAll();
    int count = 0;
    while (slot != null) {
      IoSlot following = slot.next;
      account(slot);
      putFree(slot);
      slot = following;
      count++;
    }
    if (count > 0) {
      inFlight -= count;
      endsSinceThink += count;
      recorder.reaped(count);
    }
  }

  private void account(IoSlot slot) {
    Bio bio = slot.bio;
    if (bio.status().isError()) {
      recorder.failed(slot.direction);
      if (!status.isError()) {
        status = bio.status();
        listener.ioFailed(this, status, slot.direction, slot.file, slot.offset, slot.bytes);
      }
    } else {
      recorder.completed(slot);
      counters.add(slot.direction, slot.bytes);
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
    return stats;
  }

  /** The first error; for others only once it has ended. */
  BioStatus status() {
    return status;
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
    if (pace.timeBased()) {
      return Long.MAX_VALUE;
    }
    long passes = pace.loops();
    return pattern.passBytes() > Long.MAX_VALUE / passes
        ? Long.MAX_VALUE
        : pattern.passBytes() * passes;
  }

  /** Its I/O that failed, in words for a message. */
  String describe(int file, long offset, int bytes) {
    return job.spec().files().paths().get(file) + ": offset=" + offset + ", length=" + bytes;
  }
}
