package io.elevator.workload.replay;

import io.elevator.api.Bio;
import io.elevator.api.BlockLayer;
import io.elevator.api.Operation;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import io.elevator.workload.compare.IoTrack;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.run.EndWait;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Performs the I/Os of a trace. The thread that calls {@link #run} reads, waits, submits and
 * counts. I/Os end on any thread, which only adds the I/O to {@link #ended} and wakes that thread;
 * the queue orders their accesses. Under virtual time the thread advances the clock while it waits.
 */
final class Replayer {
  /**
   * Greatest number of streams of a trace that are distinguished; all further streams count as one.
   */
  private static final int STREAMS = 64;

  private static final String OTHERS = "others";

  /** Longest read or write of a replay, in bytes. All I/Os use one buffer of this size. */
  static final int LARGEST = 16 << 20;

  /** Greatest length of a stream's name in characters; longer names are truncated. */
  private static final int LONGEST_NAME = 100;

  /**
   * Virtual time without a completion after which the drive counts as stalled, in nanoseconds: one
   * hour.
   */
  private static final long STALLED_NANOS = 3_600_000_000_000L;

  /**
   * Virtual time without a completion after which an interrupted replay treats the drive as
   * stalled, in nanoseconds: one minute.
   */
  private static final long INTERRUPTED_NANOS = 60_000_000_000L;

  private final BlockLayer layer;
  private final RequestQueue queue;
  private final TimeBase time;
  private final EndWait wait;
  private final Pace pace;
  private final BooleanSupplier interrupted;
  private final AtomicLong origin = IoTrack.newOrigin();
  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private final Queue<Slot> ended = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Slot> free = new ArrayDeque<>();
  private final MemorySegment memory;
  private final int block;
  private final long capacity;
  private int inFlight;
  private boolean stalled;
  private long wrapped;
  private long cut;
  private long failed;
  private long skipped;

  /**
   * Creates a replayer of one trace.
   *
   * @param layer block layer of the queue
   * @param queue queue that receives the I/Os
   * @param time clock and timers of the layer
   * @param wait strategy by which the calling thread waits
   * @param pace speed of the replay
   * @param interrupted test whether to end early
   * @param arena arena of the memory that all I/Os read and write; its content does not matter
   */
  Replayer(
      BlockLayer layer,
      RequestQueue queue,
      TimeBase time,
      EndWait wait,
      Pace pace,
      BooleanSupplier interrupted,
      Arena arena) {
    this.layer = layer;
    this.queue = queue;
    this.time = time;
    this.wait = wait;
    this.pace = pace;
    this.interrupted = interrupted;
    this.block = queue.limits().logicalBlockSize();
    this.capacity = (queue.capacitySectors() << 9) / block * block;
    this.memory = arena.allocate(Math.min(LARGEST, capacity), 4096);
  }

  /** Task that submits the I/Os of one stream of the trace, and the statistics of these I/Os. */
  private record Stream(Task task, IoTrack track) {}

  /** Slot with a bio that is used for one I/O after another. */
  private final class Slot {
    final Bio bio;
    @Nullable Stream stream;

    Slot() {
      bio = layer.newBio();
      bio.onEnd(over -> {
        ended.add(this);
        wait.wake();
      });
    }
  }

  /** Replays the trace until its end or an interrupt. */
  void run(TraceReader trace) {
    long start = time.now();
    long zero = Long.MIN_VALUE;
    Timer timer = time.newTimer(now -> wait.wake());
    try {
      for (TraceIo io = trace.next(); io != null && !interrupted.getAsBoolean(); ) {
        if (zero == Long.MIN_VALUE) {
          zero = io.nanos();
        }
        if (!pace.asFastAsPossible()) {
          // The time since the first I/O is at least 0: in traces of several processors, times may
          // go back slightly.
          long due = start + pace.due(Math.max(io.nanos() - zero, 0));
          if (time.now() < due) {
            timer.arm(due);
            wait.until(() -> time.now() >= due || interrupted.getAsBoolean());
          }
        }
        reap();
        if (inFlight >= pace.depth()) {
          awaitEnd();
        }
        if (!interrupted.getAsBoolean()) {
          submit(io);
          io = trace.next();
        }
      }
      drain();
    } catch (RuntimeException | Error e) {
      // The wait is needed after a failure, too, because the drive may still use the memory.
      try {
        drain();
      } catch (RunFailure stuck) {
        e.addSuppressed(stuck);
      }
      throw e;
    } finally {
      timer.close();
      streams.values().forEach(stream -> stream.task.exit());
    }
  }

  private void drain() {
    while (inFlight > 0 && !stalled) {
      awaitEnd();
    }
  }

  /**
   * Waits for the end of an I/O. In virtual time the wait is limited, because a drive that refuses
   * all I/O causes retries that would advance the clock forever.
   */
  private void awaitEnd() {
    boolean stopping = interrupted.getAsBoolean();
    long limit = stopping ? INTERRUPTED_NANOS : STALLED_NANOS;
    long begun = time.now();
    BooleanSupplier over = () -> time.isVirtual() && time.now() - begun >= limit;
    wait.until(
        () -> !ended.isEmpty() || over.getAsBoolean() || (!stopping && interrupted.getAsBoolean()));
    if (ended.isEmpty() && over.getAsBoolean()) {
      stalled = true;
      throw new RunFailure(
          "no I/O has ended for "
              + limit / 1_000_000_000
              + " s of virtual time, "
              + inFlight
              + " are in flight: the drive does not serve them");
    }
    reap();
  }

  private void submit(TraceIo io) {
    long offset = io.offset();
    long bytes = (offset % block + io.bytes() + block - 1) / block * block;
    offset -= offset % block;
    // A discard moves no data, so its length may exceed the buffer.
    boolean discard = io.operation() == Operation.DISCARD;
    long most = discard ? capacity : memory.byteSize();
    if (bytes > most) {
      bytes = most;
      cut += discard ? 0 : 1;
    }
    if (offset > capacity - bytes) {
      wrapped++;
      offset = offset % capacity;
      offset = Math.min(offset - offset % block, capacity - bytes);
    }
    if (discard && queue.limits().maxDiscardSectors() == 0) {
      skipped++;
      return;
    }
    Slot slot = free.poll();
    if (slot == null) {
      slot = new Slot();
    }
    Stream stream = stream(io.stream());
    slot.stream = stream;
    Bio bio = slot.bio.task(stream.task);
    long sector = offset >>> 9;
    switch (io.operation()) {
      case WRITE -> bio.write(512L * sector, memory, 0, bytes);
      case DISCARD -> bio.discard(512L * sector, bytes);
      default -> bio.read(512L * sector, memory, 0, bytes);
    }
    inFlight++;
    queue.submit(bio);
  }

  private Stream stream(String given) {
    String name = given.length() <= LONGEST_NAME ? given : given.substring(0, LONGEST_NAME) + "…";
    String key = streams.containsKey(name) || streams.size() < STREAMS ? name : OTHERS;
    return streams.computeIfAbsent(
        key, made -> new Stream(layer.tasks().newTask(TaskSpec.named(made)), IoTrack.in(origin)));
  }

  private void reap() {
    for (Slot slot = ended.poll(); slot != null; slot = ended.poll()) {
      inFlight--;
      Bio bio = slot.bio;
      Stream stream = slot.stream;
      if (bio.status().isError()) {
        failed++;
      } else if (stream != null) {
        stream.track.ended(
            bio.offset() >>> 9,
            bio.length(),
            bio.submittedNanos(),
            bio.issuedNanos(),
            bio.endedNanos());
      }
      free.add(slot);
    }
  }

  /**
   * Returns the origin of the run: the time at which its charts begin. All tracks of the run share
   * it.
   */
  AtomicLong origin() {
    return origin;
  }

  /** Returns the statistics of the streams, by the name of the stream. */
  Map<String, IoTrack> tracks() {
    Map<String, IoTrack> tracks = new LinkedHashMap<>();
    streams.forEach((name, stream) -> tracks.put(name, stream.track));
    return tracks;
  }

  /**
   * Returns the number of I/Os beyond the end of the drive, whose offsets were wrapped to its
   * start.
   */
  long wrapped() {
    return wrapped;
  }

  /**
   * Returns the number of reads and writes that were shortened to the size of the buffer or drive.
   */
  long cut() {
    return cut;
  }

  /** Returns the number of I/Os that ended with an error. */
  long failed() {
    return failed;
  }

  /** Returns the number of discards skipped because the drive does not support them. */
  long skipped() {
    return skipped;
  }
}
