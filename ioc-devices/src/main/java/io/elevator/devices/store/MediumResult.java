package io.elevator.devices.store;

import io.elevator.api.BioStatus;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a request on a medium. Immutable; a result without a cause is a shared object, so
 * that a request that succeeds allocates nothing.
 *
 * @param status status of the completion
 * @param cause exception that explains a failure, or null
 * @param transferred number of bytes that were moved, if a read has met the end of its file; {@link
 *     Completions#ALL} for all
 */
public record MediumResult(BioStatus status, @Nullable Throwable cause, long transferred) {
  private static final Map<BioStatus, MediumResult> WITHOUT_CAUSE = resultsWithoutCause();

  private static Map<BioStatus, MediumResult> resultsWithoutCause() {
    Map<BioStatus, MediumResult> results = new EnumMap<>(BioStatus.class);
    for (BioStatus status : BioStatus.values()) {
      results.put(status, new MediumResult(status, null, Completions.ALL));
    }
    return results;
  }

  /**
   * Performs a request on a medium; never throws. If the medium throws an exception, it is reported
   * and the request ends with {@link BioStatus#IOERR}. Possible causes: the bio's memory is closed,
   * read-only or a truncated mapping, or the heap is full.
   */
  public static MediumResult of(Medium medium, DriverRequest rq, DriveDefects defects) {
    try {
      return medium.perform(rq, Integer.MAX_VALUE);
    } catch (Throwable t) {
      defects.report(rq, t);
      return failed(t);
    }
  }

  private static MediumResult failed(Throwable cause) {
    try {
      return new MediumResult(BioStatus.IOERR, cause, Completions.ALL);
    } catch (OutOfMemoryError e) {
      return of(BioStatus.IOERR);
    }
  }

  /** Returns the result of a read that has met the end of its file. */
  static MediumResult ofShort(long transferred) {
    return new MediumResult(BioStatus.OK, null, transferred);
  }

  /** Adds the result of a request to a batch. */
  public void addTo(Completions batch, long cookie) {
    if (transferred == Completions.ALL) {
      batch.add(cookie, status, 0, cause);
    } else {
      batch.addShort(cookie, transferred);
    }
  }

  /** Completes a request with this result. */
  public void complete(DriverQueue hctx, long cookie) {
    if (transferred == Completions.ALL) {
      hctx.complete(cookie, status, 0, cause);
    } else {
      hctx.completeShort(cookie, transferred);
    }
  }

  /** Returns the result with a status and without a cause. */
  public static MediumResult of(BioStatus status) {
    return Objects.requireNonNull(WITHOUT_CAUSE.get(status));
  }
}
