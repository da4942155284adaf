package io.elevator.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bio that its queue offers to an elevator, which may join it to a request while the offer lasts.
 * The elevator and a thread that gives the queue up may both want the bio: an atomic operation on
 * the state of the offer decides.
 */
abstract class OfferedBio extends SplitBio {
  // The lowest bits of offers say whether an elevator may join the bio to a request.

  private static final long OFFER_MASK = 3;

  /** The elevator may join the bio. */
  private static final long ON_OFFER = 1;

  /** The thread that gives the queue up has ended the bio while it was on offer. */
  private static final long REVOKED = 2;

  /** A request has taken the bio. */
  private static final long TAKEN = 3;

  private static final VarHandle OFFERS;

  static {
    try {
      OFFERS = MethodHandles.lookup().findVarHandle(OfferedBio.class, "offers", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Number of submissions of this bio times 4, plus the state of its offer; 0 before the first
   * submission. Both are in one word, so that the thread that offered the bio can tell afterwards
   * whether a request has taken it, even if the bio has ended and was submitted again meanwhile.
   */
  private long offers;

  OfferedBio() {}

  /** Executes each access of the handle once, for which the JVM needs memory at the first time. */
  static void link(OfferedBio bio) {
    long offer = bio.offer();
    boolean ignored = bio.takeOffer() && bio.isStillOffered(offer);
    ignored = bio.offer() == offer && bio.revokeOffer() && bio.isRevoked();
  }

  /** Counts a submission; the bio is not on offer. */
  final void beginSubmission() {
    offers = (offers | OFFER_MASK) + 1;
  }

  /**
   * Offers this bio to an elevator. The merge functions of the elevator join it to a request at
   * most once.
   *
   * @return the offer, to be passed to {@link #isStillOffered}
   */
  public long offer() {
    long offer = (offers & ~OFFER_MASK) | ON_OFFER;
    OFFERS.setRelease(this, offer);
    return offer;
  }

  /**
   * Returns whether no request has taken this bio since an offer. If so, the caller of {@link
   * #offer} still owns the bio, unless the queue was given up meanwhile.
   */
  public boolean isStillOffered(long offer) {
    long present = (long) OFFERS.getAcquire(this);
    return present == offer || present == offer - ON_OFFER + REVOKED;
  }

  /**
   * Takes this bio for a request, if it is on offer or needs none.
   *
   * @return false if the offer was revoked
   */
  boolean takeOffer() {
    long present = (long) OFFERS.getAcquire(this);
    long state = present & OFFER_MASK;
    return state == ON_OFFER
        ? OFFERS.compareAndSet(this, present, present | TAKEN)
        : state != REVOKED;
  }

  /**
   * Ends the offer of this bio, which the calling thread is about to end because the queue is given
   * up.
   *
   * @return false if a request has taken the bio
   */
  public boolean revokeOffer() {
    long present = (long) OFFERS.getAcquire(this);
    long state = present & OFFER_MASK;
    return state == ON_OFFER
        ? OFFERS.compareAndSet(this, present, present - ON_OFFER + REVOKED)
        : state != TAKEN;
  }

  /** Returns whether the offer of this bio was revoked. */
  boolean isRevoked() {
    return ((long) OFFERS.getAcquire(this) & OFFER_MASK) == REVOKED;
  }

  /** Ends an offer of this bio that no request has taken. */
  public void withdrawOffer() {
    offers &= ~OFFER_MASK;
  }

  /**
   * Returns whether a request may take this bio: it is on offer, or it was never in a queue, as in
   * a replay.
   */
  boolean isOffered() {
    return offers == 0 || (offers & OFFER_MASK) == ON_OFFER;
  }
}
