package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.TagSpace;
import io.elevator.spi.RequestList;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Lists and batches that a thread uses again and again, so that its entries allocate nothing. Each
 * is empty between uses. Confined to its thread.
 */
public final class Scratch {
  /** Number of lists for groups that a thread keeps. */
  private static final int GROUP_LISTS = 4;

  /** Requests that are being given to an elevator. */
  public final RequestList insertion = new RequestList();

  /**
   * The list into which a hook puts absorbed requests; used to check the elevator only, not to free
   * them.
   */
  public final RequestList absorbed = new RequestList();

  /** Tags that a batch of completions gives back together: those that requests live with. */
  public final TagSpace.ReleaseBatch releases = new TagSpace.ReleaseBatch();

  /** The same for driver tags under an elevator. */
  public final TagSpace.ReleaseBatch driverReleases = new TagSpace.ReleaseBatch();

  /** The requests that were absorbed and are to be freed, the last first. */
  @Nullable QueueRequest absorbedFirst;

  /** Requests that a driver is offered in one call; made at the first such call. */
  private @Nullable OfferedList offered;

  /**
   * Lists for moving groups of requests, made in advance, as requests on their way must not be lost
   * when memory is out. More are made only where a driver submits in a flush.
   */
  private final ArrayList<RequestList> groupLists = new ArrayList<>(GROUP_LISTS);

  Scratch() {
    for (int i = 0; i < GROUP_LISTS; i++) {
      groupLists.add(new RequestList());
    }
  }

  /** Returns the notes on what a driver is offered, which are free between calls. */
  public OfferedList offered() {
    OfferedList notes = offered;
    if (notes == null) {
      notes = new OfferedList();
      offered = notes;
    }
    return notes;
  }

  /** Lends an empty list. */
  public RequestList takeGroupList() {
    return groupLists.isEmpty() ? new RequestList() : groupLists.removeLast();
  }

  /** Takes back a list that {@code takeGroupList} lent; the list is empty. */
  public void giveGroupList(RequestList list) {
    if (groupLists.size() < GROUP_LISTS) {
      groupLists.add(list);
    }
  }

  /** Adds an absorbed request, which has no bios any more, to those to be freed. */
  public void addAbsorbed(QueueRequest rq) {
    rq.place = Place.ABSORBED;
    rq.nextAbsorbed = absorbedFirst;
    absorbedFirst = rq;
  }

  /**
   * Returns a request that was absorbed and is to be freed, and takes it off the list.
   *
   * @throws IllegalStateException if there is none
   */
  QueueRequest takeAbsorbed() {
    QueueRequest rq = absorbedFirst;
    if (rq == null) {
      throw new IllegalStateException("no absorbed request is to be freed");
    }
    absorbedFirst = rq.nextAbsorbed;
    rq.nextAbsorbed = null;
    return rq;
  }
}
