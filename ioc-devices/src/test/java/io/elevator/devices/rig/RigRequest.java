package io.elevator.devices.rig;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.spi.Request;
import io.elevator.spi.driver.DriverRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request with a tag of the rig; the cookie is generation × 65536 + tag. */
public final class RigRequest extends Request implements DriverRequest {
  private final RigHardwareQueue queue;
  private final int tag;
  private final @Nullable Object driverData;
  private long timeoutMillis;
  private long generation;
  private volatile boolean inFlight;
  private BioStatus status = BioStatus.OK;
  private int errno;
  private @Nullable Throwable cause;
  @Nullable Consumer<RigRequest> onEnd;
  long issuedAt;

  RigRequest(RigHardwareQueue queue, int tag, @Nullable Object data) {
    this.queue = queue;
    this.tag = tag;
    driverData = data;
  }

  /** Returns a write of one bio that no queue has. */
  public static RigRequest write(Bio bio) {
    RigRequest rq = new RigRequest(null, 0, null);
    rq.describe(Operation.WRITE.code(), bio.sector(), bio.sectors() << 9, bio);
    return rq;
  }

  void describe(int opAndFlags, long sector, long bytes, @Nullable Bio bio) {
    this.opAndFlags = opAndFlags;
    this.sector = sector;
    sectors = (int) (bytes >> 9);
    firstBio = bio;
    lastBio = bio;
    while (lastBio != null && lastBio.next() != null) {
      lastBio = lastBio.next();
    }
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

  /** Returns how it ended. */
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

  /** Returns when it was given to the driver. */
  public long issuedAt() {
    return issuedAt;
  }

  /** Returns the queue it belongs to. */
  public RigHardwareQueue queue() {
    return queue;
  }

  @Override
  public int driverTag() {
    return tag;
  }

  @Override
  public int hardwareQueueIndex() {
    return queue.index();
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
}
