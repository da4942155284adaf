package io.elevator.kyber;

import io.elevator.spi.Attachment;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one hardware queue: the requests staged by stripe, the requests ready for dispatch
 * by domain, and the domain that is being served. The order of dispatch is that of Linux 6.1 kyber.
 *
 * <p>The lock of a stripe guards the requests staged by that stripe. {@link #lock} guards the ready
 * lists, the current domain, the batch count and {@link #waitReported}. Only dispatchers of this
 * hardware queue take {@link #lock}; while holding it they take the lock of a stripe or of a token
 * pool.
 *
 * <p>{@link #hasWork} takes no lock. Collecting increases {@code readyCount} before it clears the
 * bit of the stripe, and {@code hasWork} reads the bits before the count. So {@code hasWork} finds
 * a request that is being collected by its bit or by the count. An insertion sets its bit before it
 * returns.
 */
final class HardwareQueueState {
  private static final int MAX_EXAMINED = 8;
  private static final VarHandle READY_COUNT;

  static {
    try {
      READY_COUNT =
          MethodHandles.lookup().findVarHandle(HardwareQueueState.class, "readyCount", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HardwareQueue hctx;
  private final Attachment attachment;
  private final TokenPool[] pools;
  private final StagingLists[] stripes;
  private final StagedStripes staged;

  private final ReentrantLock lock;
  private final ReadyRequests[] ready = new ReadyRequests[Domain.COUNT];
  private int readyCount;
  private Domain current = Domain.READ;
  private int batch;

  /**
   * True, at the index of a domain, if the last attempt to dispatch from the domain found no token.
   */
  private final boolean[] waitReported = new boolean[Domain.COUNT];

  /**
   * Creates the state of a hardware queue without requests.
   *
   * @param attachment receiver of the decision that a domain has to wait
   * @param pools token pools, indexed by domain
   * @param stripeCount number of stripes
   * @param locks factory of the locks of this hardware queue and of its stripes
   */
  HardwareQueueState(
      HardwareQueue hctx,
      Attachment attachment,
      TokenPool[] pools,
      int stripeCount,
      Supplier<ReentrantLock> locks) {
    lock = locks.get();
    this.hctx = hctx;
    this.attachment = attachment;
    this.pools = pools;
    stripes = new StagingLists[stripeCount];
    for (int i = 0; i < stripeCount; i++) {
      stripes[i] = new StagingLists(locks.get());
    }
    staged = new StagedStripes(stripeCount);
    for (int i = 0; i < ready.length; i++) {
      ready[i] = new ReadyRequests(stripeCount);
    }
  }

  /**
   * Stages all requests of a list, in order. If they are inserted at the head, the last request of
   * the list comes first.
   */
  void insert(RequestList list, boolean atHead) {
    Request rq = list.first();
    while (rq != null) {
      int stripe = rq.stripe();
      StagingLists lists = stripes[stripe];
      lists.lock();
      try {
        // Consecutive requests usually come from one stripe, so the stripe's lock is taken once for
        // all of them.
        do {
          list.remove(rq);
          Domain domain = Domain.of(rq.opAndFlags());
          lists.add(rq, domain, atHead);
          staged.set(stripe, domain);
          rq = list.first();
        } while (rq != null && rq.stripe() == stripe);
      } finally {
        lists.unlock();
      }
    }
  }

  /**
   * Tries to merge a bio into a request that its stripe has staged, beginning with the newest.
   *
   * @return true if the bio was merged
   */
  boolean merge(Attachment attachment, int stripe, Domain domain, SubmittedBio bio, long now) {
    if (!staged.isSet(stripe, domain)) {
      return false;
    }
    StagingLists lists = stripes[stripe];
    lists.lock();
    try {
      return attachment.tryListMerge(lists.list(domain), bio, MAX_EXAMINED, now);
    } finally {
      lists.unlock();
    }
  }

  /** Returns true if a request is staged or ready. Callable from any thread, without a lock. */
  boolean hasWork() {
    return staged.any() || (int) READY_COUNT.getAcquire(this) != 0;
  }

  /**
   * Takes the next request together with a token. Returns null if no request is available or the
   * domains of all available requests are out of tokens.
   */
  @Nullable Request dispatch(long now) {
    lock.lock();
    try {
      if (batch < current.batchSize) {
        Request rq = dispatchFrom(current, now);
        if (rq != null) {
          return rq;
        }
      }
      batch = 0;
      for (int i = 0; i < Domain.COUNT; i++) {
        current = current.next();
        Request rq = dispatchFrom(current, now);
        if (rq != null) {
          return rq;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Request dispatchFrom(Domain domain, long now) {
    ReadyRequests list = ready[domain.index];
    boolean collect = list.isEmpty();
    // Requests stay staged until a token is available, because bios can merge only with staged
    // requests.
    if (collect && !staged.any(domain)) {
      return null;
    }
    int token = pools[domain.index].take(hctx);
    if (token == TokenMap.NONE) {
      reportWait(domain, now);
      return null;
    }
    waitReported[domain.index] = false;
    if (collect) {
      collect(domain, list);
    }
    Request rq = list.removeFirst();
    if (rq == null) {
      throw new IllegalStateException(
          domain.label
              + " of hardware queue "
              + hctx.index()
              + " has a stripe's bit set and no request");
    }
    READY_COUNT.setRelease(this, readyCount - 1);
    KyberElevator.dataOf(rq).token = token;
    batch++;
    return rq;
  }

  /**
   * Reports that a domain waits for a token. Reports it only once, even if further attempts fail
   * before a token is available.
   */
  private void reportWait(Domain domain, long now) {
    if (waitReported[domain.index]) {
      return;
    }
    waitReported[domain.index] = true;
    if (attachment.isListening()) {
      attachment.decided(
          KyberDecisions.hold(domain),
          KyberDecisions.TOKENS_OUT,
          null,
          pools[domain.index].depth(),
          now);
    }
  }

  /** Moves the staged requests of all stripes to the ready list, in ascending order of stripes. */
  private void collect(Domain domain, ReadyRequests into) {
    for (int word = 0; word < staged.words(); word++) {
      for (long bits = staged.word(domain, word); bits != 0; bits &= bits - 1) {
        int stripe = (word << 6) + Long.numberOfTrailingZeros(bits);
        StagingLists lists = stripes[stripe];
        lists.lock();
        try {
          READY_COUNT.setRelease(this, readyCount + into.collect(stripe, lists, domain));
          staged.clear(stripe, domain);
        } finally {
          lists.unlock();
        }
      }
    }
  }

  /** Returns the number of requests that are staged or ready. */
  int size() {
    int size = 0;
    lock.lock();
    try {
      for (ReadyRequests list : ready) {
        size += list.size();
      }
      for (Domain domain : Domain.values()) {
        size += stagedCount(domain);
      }
      return size;
    } finally {
      lock.unlock();
    }
  }

  private int stagedCount(Domain domain) {
    int count = 0;
    for (StagingLists lists : stripes) {
      lists.lock();
      try {
        count += lists.list(domain).size();
      } finally {
        lists.unlock();
      }
    }
    return count;
  }

  /** Writes the state of this hardware queue. */
  void describe(StateWriter out) {
    lock.lock();
    try {
      for (Domain domain : Domain.values()) {
        out.number(domain.label + "_rqs", ready[domain.index].size());
        out.number(domain.label + "_staged", stagedCount(domain));
        boolean waiting = pools[domain.index].isWaiting(hctx.index());
        out.number(domain.label + "_waiting", waiting ? 1 : 0);
      }
      out.text("cur_domain", current.name());
      out.number("batching", batch);
    } finally {
      lock.unlock();
    }
  }
}
