package io.elevator.conformance;

import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import org.jspecify.annotations.Nullable;

/**
 * Builds the answer that a vector records for a submission, from the reports of the merge
 * machinery. The answer names the request that took the bio, and at which end, or the request that
 * absorbed the new request. It also names the queued requests that were merged with each other
 * because of the submission.
 */
final class MergeAnswer {
  private final StringBuilder meetings = new StringBuilder();
  private String taken = "";
  private @Nullable CoreRequest beingInserted;

  /** Starts the answer for a new bio. */
  void begin() {
    meetings.setLength(0);
    taken = "";
    beingInserted = null;
  }

  /** Records that the bio has become a request, which is now being inserted. */
  void inserting(CoreRequest rq) {
    beingInserted = rq;
  }

  void bioMerged(CoreRequest rq, CoreBio bio) {
    // The request already contains the bio. It was merged at the front if it is the request's first
    // bio.
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
