package io.elevator.core.queue.state;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.core.request.CoreRequest;

/**
 * The visible state of a request at one moment, in the words of the debug files of Linux 6.1. For a
 * request in a list, the state is read under the lock of the list. Otherwise the request may move
 * meanwhile, so that the values may be from different moments.
 */
public record RequestState(
    int hardwareQueue,
    int opAndFlags,
    int internalFlags,
    boolean started,
    String state,
    int tag,
    int internalTag,
    long sector,
    int sectors,
    Place place) {
  private static final String[] INTERNAL = {
    "ELV",
    "ELVPRIV",
    "SOFTBARRIER",
    "FLUSH_SEQ",
    "MIXED_MERGE",
    "DONTPREP",
    "IO_STAT",
    "TIMED_OUT",
    "RESV",
    "UNMERGEABLE",
    "HANDED_OUT"
  };

  public static RequestState of(QueueRequest rq) {
    return new RequestState(
        rq.home().index(),
        rq.opAndFlags(),
        rq.internalFlags(),
        rq.isStarted(),
        rq.stateName(),
        rq.driverTagOrNone(),
        rq.pool().hasElevator() ? rq.tag() : -1,
        rq.sortKey(),
        rq.sectors(),
        rq.place);
  }

  /** Returns a request with its state and tags, for messages. */
  public static String describe(QueueRequest rq) {
    return rq
        + " state="
        + rq.stateName()
        + " place="
        + rq.place
        + " tag="
        + rq.driverTagOrNone()
        + " internal_tag="
        + (rq.pool().hasElevator() ? rq.tag() : -1);
  }

  private String internalNames() {
    var names = new StringBuilder(started ? "STARTED" : "");
    for (int i = 0; i < INTERNAL.length; i++) {
      if ((internalFlags & (1 << i)) != 0) {
        names.append(names.isEmpty() ? "" : "|").append(INTERNAL[i]);
      }
    }
    return names.toString();
  }

  @Override
  public String toString() {
    return "{.op="
        + Operation.of(opAndFlags)
        + ", .cmd_flags="
        + BioFlags.names(opAndFlags)
        + ", .rq_flags="
        + internalNames()
        + ", .state="
        + state
        + ", .tag="
        + tag
        + ", .internal_tag="
        + internalTag
        + ", .sector="
        + sector
        + ", .sectors="
        + sectors
        + ", .place="
        + place
        + "}";
  }

  static {
    // The names are those of the flags in CoreRequest, in the order of their bits.
    if (CoreRequest.HANDED_OUT != 1 << (INTERNAL.length - 1)) {
      throw new ExceptionInInitializerError("an internal flag has no name");
    }
  }
}
