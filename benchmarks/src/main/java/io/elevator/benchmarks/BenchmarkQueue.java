package io.elevator.benchmarks;

import io.elevator.api.Bio;
import io.elevator.api.QueueLimits;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.request.AttachmentHost;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A queue reduced to what an elevator sees of it, with one hardware queue and no drive: runs are
 * the benchmark's own business. Thread-safe, as nothing in it changes but the icqs, which are set
 * before the threads start.
 */
final class BenchmarkQueue implements AttachmentHost, AutoCloseable {
  private final RealTime time;
  private final int stripes;
  private final int nrRequests;
  private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
  private final QueueIdentity identity = new QueueIdentity(0) {};
  private final QueueLimits limits =
      QueueLimits.builder().maxSectors(2560).maxDiscardSectors(8192).build();
  private final Hctx hctx;
  private @Nullable QueueIcqs icqs;

  BenchmarkQueue(int stripes, int nrRequests) {
    this.stripes = stripes;
    this.nrRequests = nrRequests;
    time =
        new RealTime(
            Thread.ofPlatform().daemon().name("benchmark-", 0).factory(),
            1,
            (where, failure) -> report(where, failure));
    hctx = new Hctx(nrRequests);
  }

  HardwareQueue hctx() {
    return hctx;
  }

  /** Says where the icqs of its tasks are; before the threads start. */
  void icqs(QueueIcqs value) {
    icqs = value;
  }

  /** Ends the timers, and throws what the elevator reported, if anything. */
  @Override
  public void close() {
    time.close();
    Throwable failure = defect.get();
    if (failure != null) {
      throw new IllegalStateException("the elevator reported a defect", failure);
    }
  }

  @Override
  public QueueIdentity queue() {
    return identity;
  }

  @Override
  public String name() {
    return "benchmark";
  }

  @Override
  public QueueLimits limits() {
    return limits;
  }

  @Override
  public boolean isRotational() {
    return false;
  }

  @Override
  public int nrRequests() {
    return nrRequests;
  }

  @Override
  public int stripes() {
    return stripes;
  }

  @Override
  public TimeBase time() {
    return time;
  }

  @Override
  public void runHardwareQueues() {
    // The benchmark asks for dispatches whether or not anybody wants a run.
  }

  @Override
  public @Nullable Icq lookupIcq(Bio bio) {
    CoreTask task = (CoreTask) bio.task();
    return icqs == null || task == null ? null : task.lookupIcq(icqs);
  }

  @Override
  public boolean isMergingOff() {
    return false;
  }

  @Override
  public boolean isExtendedMergingOff() {
    return false;
  }

  @Override
  public void bioMerged(CoreRequest rq, CoreBio bio) {
    throw new IllegalStateException("the benchmark's bios touch nothing, and " + bio + " merged");
  }

  @Override
  public void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed) {
    throw new IllegalStateException("the benchmark's requests touch nothing");
  }

  @Override
  public boolean isListening() {
    return false;
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    throw new IllegalStateException("nobody listens");
  }

  @Override
  public void report(String where, Throwable failure) {
    defect.compareAndSet(null, failure);
  }

  @Override
  public HardwareQueue[] hardwareQueues() {
    return new HardwareQueue[] {hctx};
  }

  private static final class Hctx extends HardwareQueue {
    private final int depth;
    private final int shift;

    Hctx(int depth) {
      this.depth = depth;
      int bits = 6;
      while (bits > 0 && 4 << bits > depth) {
        bits--;
      }
      shift = bits;
    }

    @Override
    public int index() {
      return 0;
    }

    @Override
    public int tagDepth() {
      return depth;
    }

    @Override
    public int tagWordShift() {
      return shift;
    }

    @Override
    public void announceShallowDepth(int smallest) {
      // No tags here.
    }

    @Override
    public void run() {
      // As for all hardware queues.
    }
  }
}
