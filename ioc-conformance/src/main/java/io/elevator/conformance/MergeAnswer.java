package io.elevator.conformance;

import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import org.jspecify.annotations.Nullable;

/**
 * Puts together, from what the merge machinery reports, the answer that a vector records: who took
 * a bio at which end, or absorbed a new request, and which queued requests met because of it.
 */
final class MergeAnswer {
  private final StringBuilder meetings = new StringBuilder();
  private String taken = "";
  private @Nullable CoreRequest beingInserted;

  /** Starts the attempt for a new bio. */
  void begin() {
    meetings.setLength(0);
    taken = "";
    beingInserted = null;
  }

  /** The bio became a request, which is being inserted. */
  void inserting(CoreRequest rq) {
    beingInserted = rq;
  }

  void bioMerged(CoreRequest rq, CoreBio bio) {
    // The request covers the bio already: at its front if it begins where the bio does.
    boolean front = rq.firstBio() == bio;
    taken = (front ? "F " : "B ") + ((ReplayRequest) rq).id();
  }

  void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed) {
    int id = ((ReplayRequest) survivor).id();
    if (absorbed == beingInserted) {
      taken = "M " + id;
    } else {
      meetings.append(' ').append(id).append(" absorbs ").append(((ReplayRequest) absorbed).id());
    }
  }

  /** Returns the answer after a merge. */
  String text() {
    return taken + meetings;
  }
}
