package io.elevator.testkit;

import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of each request and each icq of an attachment, as derived from the calls of hooks, and
 * the contradictions that were found. Its monitor guards it, because several threads call hooks.
 */
final class RequestStories {
  private enum Place {
    PREPARED("prepared"),
    QUEUED("queued"),
    OUT("handed out"),
    COMPLETED("completed"),
    ABSORBED("absorbed by another");

    private final String words;

    Place(String words) {
      this.words = words;
    }
  }

  private final IdentityHashMap<Request, Place> places = new IdentityHashMap<>();
  private final Set<Request> forMerges = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Icq> made = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Icq> begun = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Icq> ended = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<String> defects = new ArrayList<>();
  private int queued;

  synchronized void defect(String text) {
    defects.add(text);
  }

  synchronized List<String> defects() {
    return List.copyOf(defects);
  }

  /** Returns the number of requests that the elevator holds. */
  synchronized int queued() {
    return queued;
  }

  private void move(Request rq, Place to) {
    Place from = places.put(rq, to);
    queued += (to == Place.QUEUED ? 1 : 0) - (from == Place.QUEUED ? 1 : 0);
  }

  synchronized void prepared(Request rq) {
    move(rq, Place.PREPARED);
  }

  synchronized void inserting(RequestList list) {
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      move(rq, Place.QUEUED);
    }
  }

  synchronized void inserted(RequestList list) {
    if (!list.isEmpty()) {
      defect("insert left " + list.size() + " requests in the list that it was given");
    }
  }

  synchronized void absorbed(RequestList absorbed) {
    for (Request rq = absorbed.first(); rq != null; rq = absorbed.next(rq)) {
      move(rq, Place.ABSORBED);
      forMerges.remove(rq);
    }
  }

  /** Records that bios may be merged into a request. */
  synchronized void known(Request rq) {
    forMerges.add(rq);
  }

  /** Records that no bio may be merged into a request any more. */
  synchronized void unknown(Request rq) {
    forMerges.remove(rq);
  }

  synchronized void handedOut(Request rq) {
    Place place = places.get(rq);
    if (place != Place.QUEUED) {
      defect(
          "dispatch handed out "
              + rq
              + ", which is "
              + (place == null ? "not its own" : place.words));
    }
    if (rq.isInList()) {
      defect("dispatch handed out " + rq + ", which is still in one of its lists");
    }
    if (forMerges.remove(rq)) {
      defect(
          "dispatch handed out "
              + rq
              + " without Attachment.dispatched, so that bios may still join it");
    }
    move(rq, Place.OUT);
  }

  synchronized void requeued(Request rq) {
    requireOut(rq, "requeue");
  }

  synchronized void completed(Request rq) {
    if (places.containsKey(rq)) {
      requireOut(rq, "completed");
      move(rq, Place.COMPLETED);
    }
  }

  private void requireOut(Request rq, String hook) {
    Place place = places.get(rq);
    if (place != Place.OUT) {
      defect(hook + " came for " + rq + ", which is " + (place == null ? "unknown" : place.words));
    }
  }

  synchronized void finished(Request rq) {
    Place place = places.remove(rq);
    if (place == null) {
      defect("finish came twice, or without prepare, for " + rq);
    } else if (place == Place.QUEUED) {
      queued--;
    }
  }

  synchronized void made(@Nullable Icq icq, Object owner) {
    if (icq == null) {
      defect("the icq factory made none");
    } else if (!made.add(icq)) {
      defect("the icq factory gave the same icq twice");
    } else if (icq.owner() != owner) {
      defect("the icq factory made an icq for another owner than it was given");
    }
  }

  synchronized void begun(Icq icq) {
    if (!begun.add(icq)) {
      defect("init-icq came twice for one icq");
    }
  }

  synchronized void ended(Icq icq) {
    if (!begun.contains(icq)) {
      defect("exit-icq came without init-icq");
    }
    if (!ended.add(icq)) {
      defect("exit-icq came twice for one icq");
    }
  }

  /** Checks that no request is left. Called when an attachment ends, with the queue frozen. */
  synchronized void exiting() {
    if (!places.isEmpty()) {
      defect("exit came with " + places.size() + " requests that have not finished: " + places);
    }
  }

  /** Checks that all icqs have ended. Called after tasks, queue and layer have ended. */
  synchronized void over() {
    if (ended.size() != begun.size()) {
      defect(begun.size() + " icqs were begun and " + ended.size() + " ended");
    }
  }
}
