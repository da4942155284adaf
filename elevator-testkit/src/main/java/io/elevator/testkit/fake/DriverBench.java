package io.elevator.testkit.fake;

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

/**
 * A driver with fake hardware queues in front of it and no block layer. The test gives requests to
 * the driver, advances the {@link FakeClock} and checks the completions. Notices, defects and
 * declarations of death are recorded. The driver may have its own threads, which then take the role
 * of the clock.
 */
public final class DriverBench implements AutoCloseable {
  private final FakeClock clock = new FakeClock();
  private final Context context;
  private final BlockDriver driver;
  private final FakeDriverQueue[] queues;

  /**
   * Opens a drive with daemon threads.
   *
   * @param seed seed for the numbers that the drive draws
   * @param options names of options and their values in turn
   */
  public DriverBench(DriverType type, long seed, String... options) throws IOException {
    this(type, seed, Thread.ofPlatform().daemon().name("rig-", 1).factory(), options);
  }

  /**
   * Opens a drive.
   *
   * @param seed seed for the numbers that the drive draws
   * @param threads factory for the threads of the drive
   * @param options names of options and their values in turn
   */
  public DriverBench(DriverType type, long seed, ThreadFactory threads, String... options)
      throws IOException {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    context = new Context(clock, map, seed, threads);
    driver = type.open(context);
    queues = new FakeDriverQueue[driver.shape().hardwareQueues()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new FakeDriverQueue(i, driver.shape().depth(), driver);
    }
    driver.start(queues.clone());
  }

  /** Returns the clock of the drive. */
  public FakeClock clock() {
    return clock;
  }

  /** Returns the context that the drive was opened with. */
  public DriverContext context() {
    return context;
  }

  /** Returns the drive. */
  public BlockDriver driver() {
    return driver;
  }

  /** Returns the only, or first, hardware queue. */
  public FakeDriverQueue queue() {
    return queues[0];
  }

  /** Returns a hardware queue. */
  public FakeDriverQueue queue(int index) {
    return queues[index];
  }

  /** Returns the notices that the drive gave to its users. */
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

  /**
   * Returns memory that any thread may touch, aligned to pages.
   *
   * @param bytes size in bytes
   */
  public static MemorySegment memory(long bytes) {
    return Arena.ofAuto().allocate(bytes, 4096);
  }

  /**
   * Gives a request to the first hardware queue of the drive.
   *
   * @param flags flags to add to the operation
   * @param sector first sector
   * @param data memory to read to or write from, or null for an operation without data
   * @param onEnd called when the request ends, or null
   * @throws IllegalStateException if no request is free, or the drive does not take it
   */
  public FakeDriverRequest submit(
      Operation operation,
      int flags,
      long sector,
      @Nullable MemorySegment data,
      @Nullable Consumer<FakeDriverRequest> onEnd) {
    DriverBio bio = new DriverBio();
    if (operation == Operation.READ && data != null) {
      bio.read(512L * sector, data);
    } else if (operation == Operation.WRITE && data != null) {
      bio.write(512L * sector, data);
    }
    return submit(queues[0], operation.code() | flags, sector, data == null ? null : bio, onEnd);
  }

  /**
   * Gives a request of a chain of bios to the drive.
   *
   * @param sector first sector
   * @param first first bio of the chain, or null for an operation without data
   * @param onEnd called when the request ends, or null
   * @throws IllegalStateException if no request is free, or the drive does not take it
   */
  public FakeDriverRequest submit(
      FakeDriverQueue queue,
      int opAndFlags,
      long sector,
      @Nullable Bio first,
      @Nullable Consumer<FakeDriverRequest> onEnd) {
    FakeDriverRequest rq = queue.take();
    if (rq == null) {
      throw new IllegalStateException("no request is free");
    }
    BioStatus answer = offer(rq, opAndFlags, sector, first, onEnd);
    if (answer != BioStatus.OK) {
      throw new IllegalStateException("the drive answered " + answer);
    }
    return rq;
  }

  /**
   * Offers a request to the drive as the last of a burst, and frees it if the drive refuses it.
   *
   * @return the answer of the drive
   */
  public BioStatus offer(
      FakeDriverRequest rq,
      int opAndFlags,
      long sector,
      @Nullable Bio first,
      @Nullable Consumer<FakeDriverRequest> onEnd) {
    return offer(rq, opAndFlags, sector, first, onEnd, true);
  }

  /** Describes a request without giving it to the drive. */
  public void describe(FakeDriverRequest rq, int opAndFlags, long sector, Bio only) {
    rq.describe(opAndFlags, sector << 9, only.length(), only);
  }

  /**
   * Offers a request to the drive, and frees it if the drive refuses it.
   *
   * @param last whether no further request follows immediately
   * @return the answer of the drive
   */
  public BioStatus offer(
      FakeDriverRequest rq,
      int opAndFlags,
      long sector,
      @Nullable Bio first,
      @Nullable Consumer<FakeDriverRequest> onEnd,
      boolean last) {
    long bytes = 0;
    for (Bio bio = first; bio != null; bio = bio.next()) {
      bytes += bio.length();
    }
    rq.describe(opAndFlags, sector << 9, bytes, first);
    rq.onEnd = onEnd;
    rq.issuedAt = clock.now();
    BioStatus answer = driver.queueRequest(rq.queue(), rq, last);
    if (answer != BioStatus.OK) {
      rq.queue().putBack(rq);
    }
    return answer;
  }

  /**
   * Gives a request without bios to a drive that stores no data.
   *
   * @param bytes length of the request, in bytes
   * @throws IllegalStateException if no request is free, or the drive does not take it
   */
  public void submitBare(
      FakeDriverQueue queue,
      int opAndFlags,
      long sector,
      int bytes,
      Consumer<FakeDriverRequest> onEnd) {
    FakeDriverRequest rq = queue.take();
    if (rq == null) {
      throw new IllegalStateException("no request is free");
    }
    rq.describe(opAndFlags, sector << 9, bytes, null);
    rq.onEnd = onEnd;
    rq.issuedAt = clock.now();
    if (driver.queueRequest(queue, rq, true) != BioStatus.OK) {
      throw new IllegalStateException("the drive refused " + rq);
    }
  }

  /**
   * Gives one I/O to the drive and moves the clock until it ends.
   *
   * @return its status
   * @throws IllegalStateException if it has not ended and no timer is armed
   */
  public BioStatus io(Operation operation, int flags, long sector, @Nullable MemorySegment data) {
    @Nullable BioStatus[] end = new @Nullable BioStatus[1];
    submit(operation, flags, sector, data, rq -> end[0] = rq.status());
    return awaitEnd(end, operation, sector);
  }

  /**
   * Gives an operation on a range without data to the drive and moves the clock until it ends.
   *
   * @return its status
   * @throws IllegalStateException if it has not ended and no timer is armed
   */
  public BioStatus range(Operation operation, long sector, long sectors) {
    DriverBio bio = new DriverBio();
    switch (operation) {
      case DISCARD -> bio.discard(512L * sector, 512L * sectors);
      case SECURE_ERASE -> bio.secureErase(512L * sector, 512L * sectors);
      case WRITE_ZEROES -> bio.writeZeroes(512L * sector, 512L * sectors);
      default -> throw new IllegalArgumentException(operation + " is no range operation");
    }
    @Nullable BioStatus[] end = new @Nullable BioStatus[1];
    submit(queues[0], operation.code(), sector, bio, rq -> end[0] = rq.status());
    return awaitEnd(end, operation, sector);
  }

  private BioStatus awaitEnd(@Nullable BioStatus[] end, Operation operation, long sector) {
    while (end[0] == null && clock.step()) {
      // The step advanced the clock.
    }
    BioStatus status = end[0];
    if (status == null) {
      throw new IllegalStateException(operation + " at sector " + sector + " never ended");
    }
    return status;
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }

  private static final class Context implements DriverContext {
    private final FakeClock clock;
    private final Map<String, String> options;
    private final long seed;
    private final List<String> notices = new ArrayList<>();
    private final List<Throwable> defects = new ArrayList<>();
    private final List<Throwable> deaths = new ArrayList<>();
    private final ThreadFactory threads;

    private Context(
        FakeClock clock, Map<String, String> options, long seed, ThreadFactory threads) {
      this.threads = threads;
      this.clock = clock;
      this.options = Map.copyOf(options);
      this.seed = seed;
    }

    @Override
    public Map<String, String> options() {
      return options;
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public Timer newTimer(Timer.Callback callback) {
      return clock.newTimer(callback);
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
