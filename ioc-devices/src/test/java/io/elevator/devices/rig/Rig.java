package io.elevator.devices.rig;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A driver with hardware queues, a clock and nothing above: what its tests drive it with. */
public final class Rig implements AutoCloseable {
  private final EventLoop loop = new EventLoop();
  private final Context context;
  private final BlockDriver driver;
  private final RigHardwareQueue[] queues;

  /** Opens a drive with options as name, value, name, value. */
  public Rig(DriverType type, long seed, String... options) throws IOException {
    this(type, seed, Thread.ofPlatform().daemon().name("rig-", 1).factory(), options);
  }

  /** Opens a drive with a factory for its threads and with options as name, value, name, value. */
  public Rig(DriverType type, long seed, ThreadFactory threads, String... options)
      throws IOException {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    context = new Context(loop, map, seed, threads);
    driver = type.open(context);
    queues = new RigHardwareQueue[driver.shape().hardwareQueues()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new RigHardwareQueue(i, driver.shape().depth(), driver);
    }
    driver.start(queues.clone());
  }

  /** Returns the virtual time. */
  public EventLoop loop() {
    return loop;
  }

  /** Returns what the drive was opened with. */
  public DriverContext context() {
    return context;
  }

  /** Returns the drive. */
  public BlockDriver driver() {
    return driver;
  }

  /** Returns the only, or first, hardware queue. */
  public RigHardwareQueue queue() {
    return queues[0];
  }

  /** Returns a hardware queue. */
  public RigHardwareQueue queue(int index) {
    return queues[index];
  }

  /** Returns what users were told. */
  public List<String> notices() {
    return context.notices;
  }

  /** Returns the defects reported. */
  public List<Throwable> defects() {
    return context.defects;
  }

  /** Returns the causes with which the drive was declared dead, one for each declaration. */
  public List<Throwable> deaths() {
    return context.deaths;
  }

  /** Returns memory that any thread may touch. */
  public static MemorySegment memory(long bytes) {
    return Arena.ofAuto().allocate(bytes, 4096);
  }

  /** Gives a request to the drive; it has to be taken. */
  public RigRequest submit(
      Operation operation,
      int flags,
      long sector,
      @Nullable MemorySegment data,
      @Nullable Consumer<RigRequest> onEnd) {
    RigBio bio = new RigBio();
    if (operation == Operation.READ && data != null) {
      bio.read(sector, data);
    } else if (operation == Operation.WRITE && data != null) {
      bio.write(sector, data);
    }
    return submit(queues[0], operation.code() | flags, sector, data == null ? null : bio, onEnd);
  }

  /** Gives a request of some bios to the drive; it has to be taken. */
  public RigRequest submit(
      RigHardwareQueue queue,
      int opAndFlags,
      long sector,
      @Nullable Bio first,
      @Nullable Consumer<RigRequest> onEnd) {
    RigRequest rq = queue.take();
    if (rq == null) {
      throw new IllegalStateException("no request is free");
    }
    BioStatus answer = offer(rq, opAndFlags, sector, first, onEnd);
    if (answer != BioStatus.OK) {
      throw new IllegalStateException("the drive answered " + answer);
    }
    return rq;
  }

  /** Offers a request to the drive and returns its answer; if it is refused, it is free again. */
  public BioStatus offer(
      RigRequest rq,
      int opAndFlags,
      long sector,
      @Nullable Bio first,
      @Nullable Consumer<RigRequest> onEnd) {
    return offer(rq, opAndFlags, sector, first, onEnd, true);
  }

  /** Describes a request without giving it to the drive. */
  public void describe(RigRequest rq, int opAndFlags, long sector, Bio only) {
    rq.describe(opAndFlags, sector, only.bytes(), only);
  }

  /** The same, saying whether it is the last of a burst. */
  public BioStatus offer(
      RigRequest rq,
      int opAndFlags,
      long sector,
      @Nullable Bio first,
      @Nullable Consumer<RigRequest> onEnd,
      boolean last) {
    long bytes = 0;
    for (Bio bio = first; bio != null; bio = bio.next()) {
      bytes += bio.bytes();
    }
    rq.describe(opAndFlags, sector, bytes, first);
    rq.onEnd = onEnd;
    rq.issuedAt = loop.now();
    BioStatus answer = driver.queueRequest(rq.queue(), rq, last);
    if (answer != BioStatus.OK) {
      rq.queue().putBack(rq);
    }
    return answer;
  }

  /** Gives a request without data to a drive that keeps none; it has to be taken. */
  public void submitBare(
      RigHardwareQueue queue, int opAndFlags, long sector, int bytes, Consumer<RigRequest> onEnd) {
    RigRequest rq = queue.take();
    if (rq == null) {
      throw new IllegalStateException("no request is free");
    }
    rq.describe(opAndFlags, sector, bytes, null);
    rq.onEnd = onEnd;
    rq.issuedAt = loop.now();
    if (driver.queueRequest(queue, rq, true) != BioStatus.OK) {
      throw new IllegalStateException("the drive refused " + rq);
    }
  }

  /** Performs one I/O in virtual time and returns how it ended. */
  public BioStatus io(Operation operation, int flags, long sector, @Nullable MemorySegment data) {
    BioStatus[] end = new BioStatus[1];
    submit(operation, flags, sector, data, rq -> end[0] = rq.status());
    while (end[0] == null && loop.step()) {
      // Until it has ended or nothing is left that could end it.
    }
    if (end[0] == null) {
      throw new IllegalStateException(operation + " at sector " + sector + " never ended");
    }
    return end[0];
  }

  /** Performs an operation on a range without data in virtual time. */
  public BioStatus range(Operation operation, long sector, long sectors) {
    RigBio bio = new RigBio();
    switch (operation) {
      case DISCARD -> bio.discard(sector, sectors);
      case SECURE_ERASE -> bio.secureErase(sector, sectors);
      case WRITE_ZEROES -> bio.writeZeroes(sector, sectors);
      default -> throw new IllegalArgumentException(operation + " is no range operation");
    }
    BioStatus[] end = new BioStatus[1];
    submit(queues[0], operation.code(), sector, bio, rq -> end[0] = rq.status());
    while (end[0] == null && loop.step()) {
      // As above.
    }
    return end[0];
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }

  private static final class Context implements DriverContext {
    private final EventLoop loop;
    private final Map<String, String> options;
    private final long seed;
    private final List<String> notices = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    private final List<Throwable> deaths = new ArrayList<>();
    private final ThreadFactory threads;

    private Context(EventLoop loop, Map<String, String> options, long seed, ThreadFactory threads) {
      this.threads = threads;
      this.loop = loop;
      this.options = Map.copyOf(options);
      this.seed = seed;
    }

    @Override
    public Map<String, String> options() {
      return options;
    }

    @Override
    public Clock clock() {
      return loop;
    }

    @Override
    public Timer newTimer(Timer.Callback callback) {
      return loop.newTimer(callback);
    }

    @Override
    public ThreadFactory threads() {
      return threads;
    }

    @Override
    public long seed() {
      return seed;
    }

    @Override
    public synchronized void notice(String message) {
      notices.add(message);
    }

    @Override
    public synchronized void declareDead(String where, Throwable cause) {
      deaths.add(new IllegalStateException(where, cause));
    }

    @Override
    public synchronized void report(String where, Throwable defect) {
      defects.add(new IllegalStateException(where, defect));
    }
  }
}
