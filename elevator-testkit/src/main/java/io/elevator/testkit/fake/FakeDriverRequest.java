package io.elevator.testkit.fake;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request of a {@link FakeDriverQueue}. Its cookie is the number of its starts times 65536, plus
 * its tag.
 */
public final class FakeDriverRequest implements DriverRequest {
  private static final DriverFile DEVICE =
      new DriverFile(new FakeDrive(), "device", 0, Long.MAX_VALUE);

  private final @Nullable FakeDriverQueue queue;
  private final int tag;
  private final @Nullable Object driverData;
  private int opAndFlags;
  private long offset;
  private long length;
  private int segments;
  private @Nullable Bio firstBio;
  private @Nullable DriverFile handle;
  private long timeoutMillis;
  private long generation;
  private volatile boolean inFlight;
  private BioStatus status = BioStatus.OK;
  private int errno;
  private @Nullable Throwable cause;
  @Nullable Consumer<FakeDriverRequest> onEnd;
  long issuedAt;

  FakeDriverRequest(@Nullable FakeDriverQueue queue, int tag, @Nullable Object data) {
    this.queue = queue;
    this.tag = tag;
    driverData = data;
  }

  /** Makes a write of one bio that belongs to no hardware queue. */
  public static FakeDriverRequest write(Bio bio) {
    FakeDriverRequest rq = new FakeDriverRequest(null, 0, null);
    rq.describe(Operation.WRITE.code(), bio.offset(), bio.length(), bio);
    return rq;
  }

  /**
   * Makes a request of one file that belongs to no hardware queue.
   *
   * @param opAndFlags operation and flags
   * @param file file that the offset of the bio refers to
   * @param bio bio with offset, length and data
   */
  public static FakeDriverRequest of(int opAndFlags, DriverFile file, Bio bio) {
    FakeDriverRequest rq = new FakeDriverRequest(null, 0, null);
    rq.describe(opAndFlags, bio.offset(), bio.length(), bio);
    rq.handle = file;
    return rq;
  }

  void describe(int opAndFlags, long offset, long bytes, @Nullable Bio bio) {
    this.opAndFlags = opAndFlags;
    this.offset = offset;
    length = bytes;
    firstBio = bio;
    segments = 0;
    for (Bio each = bio; each != null; each = each.next()) {
      segments += each.segmentCount();
    }
  }

  @Override
  public int opAndFlags() {
    return opAndFlags;
  }

  @Override
  public Operation operation() {
    return Operation.of(opAndFlags);
  }

  @Override
  public boolean isWrite() {
    return BioFlags.isWrite(opAndFlags);
  }

  @Override
  public boolean isSync() {
    return BioFlags.isSync(opAndFlags);
  }

  @Override
  public int priority() {
    return IoPriority.NONE_VALUE;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long endOffset() {
    return offset + length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int sectors() {
    return (int) ((length + 511) >>> 9);
  }

  @Override
  public int statsSectors() {
    return sectors();
  }

  @Override
  public int segments() {
    return segments;
  }

  @Override
  public int stripe() {
    return 0;
  }

  @Override
  public int tag() {
    return tag;
  }

  @Override
  public long startNanos() {
    return issuedAt;
  }

  @Override
  public long insertedNanos() {
    return 0;
  }

  @Override
  public long issuedNanos() {
    return issuedAt;
  }

  @Override
  public @Nullable Bio firstBio() {
    return firstBio;
  }

  @Override
  public @Nullable Task task() {
    return null;
  }

  @Override
  public @Nullable Group group() {
    return null;
  }

  @Override
  public @Nullable IoContext context() {
    return null;
  }

  @Override
  public DriverFile handle() {
    if (handle != null) {
      return handle;
    }
    return queue == null ? DEVICE : queue.device();
  }

  @Override
  public long start() {
    if (inFlight) {
      throw new IllegalStateException(this + " is started twice");
    }
    generation++;
    inFlight = true;
    return cookie();
  }

  @Override
  public BioStatus refuse(BioStatus value, int errnoOfDrive, @Nullable Throwable causeOfDrive) {
    if (inFlight) {
      throw new IllegalStateException(this + " is refused although it is started");
    }
    errno = errnoOfDrive;
    cause = causeOfDrive;
    return value;
  }

  long cookie() {
    return generation << 16 | tag;
  }

  boolean inFlight() {
    return inFlight;
  }

  void end(BioStatus value, int errnoOfDrive, @Nullable Throwable causeOfDrive) {
    status = value;
    errno = errnoOfDrive;
    cause = causeOfDrive;
    inFlight = false;
  }

  void putBack() {
    inFlight = false;
  }

  /** Returns the status that the request ended with. */
  public BioStatus status() {
    return status;
  }

  /** Returns the error number that the drive gave, or 0. */
  public int errno() {
    return errno;
  }

  /** Returns the exception that the drive gave, or null. */
  public @Nullable Throwable cause() {
    return cause;
  }

  /** Returns the instant at which the request was given to the driver, in nanoseconds. */
  public long issuedAt() {
    return issuedAt;
  }

  /**
   * Returns the hardware queue of the request.
   *
   * @throws IllegalStateException if the request belongs to no hardware queue
   */
  public FakeDriverQueue queue() {
    FakeDriverQueue own = queue;
    if (own == null) {
      throw new IllegalStateException("the request " + this + " belongs to no hardware queue");
    }
    return own;
  }

  @Override
  public int driverTag() {
    return tag;
  }

  @Override
  public int hardwareQueueIndex() {
    return queue().index();
  }

  @Override
  public @Nullable Object driverData() {
    return driverData;
  }

  @Override
  public long timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public void timeoutMillis(long value) {
    timeoutMillis = value;
  }

  @Override
  public boolean leaveToWaiter(Runnable work) {
    return false;
  }

  @Override
  public String toString() {
    return operation() + " " + (offset >>> 9) + "+" + sectors();
  }
}
