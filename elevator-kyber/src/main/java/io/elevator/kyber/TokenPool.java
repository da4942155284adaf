package io.elevator.kyber;

import io.elevator.spi.HardwareQueue;
import io.elevator.spi.StateWriter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one domain, shared by all hardware queues, and the hardware queues that wait for a
 * token. While hardware queues wait, releases are counted. Each full batch of releases wakes all
 * waiting hardware queues, and these must ask for a token again. With one hardware queue this is
 * exactly the behaviour of Linux 6.1. With several, Linux wakes in rotation as many as the batch
 * contains, whereas this class runs all of them, beginning with another one each time. So no
 * hardware queue sleeps while a token is free, and a needless run costs little.
 *
 * <p>One lock for each domain guards the taken bits, the waiting hardware queues and the counts. It
 * is held to take a token, to resize and, only while a hardware queue waits, to count a release.
 * Dispatchers of one hardware queue do not contend for it, because they already hold the lock of
 * that hardware queue. Atomic operations without a lock were rejected because of a known defect of
 * such maps: one dispatcher has fetched the released bits of a word and not yet cleared them, while
 * another finds the word full, gives up, and sleeps although tokens are free. A release takes no
 * lock while no hardware queue waits.
 *
 * <p>No wake-up is lost: a release sets its bit and then reads {@code hasWaiters}; a dispatcher
 * that found no token sets {@code hasWaiters} and then looks for bits once more. Both are
 * sequentially consistent, so either the release sees that a hardware queue waits or the dispatcher
 * sees the bit. No hardware queue waits for ever: it waits only if all tokens below the depth are
 * taken, so at least that many releases follow, and a batch is at most an eighth of the depth (or
 * 1).
 */
final class TokenPool {
  private static final int MAX_BATCH = 8;

  private final Domain domain;
  private final ReentrantLock lock;
  private final TokenMap map;
  private final @Nullable HardwareQueue[] waiting;
  private int waiters;
  private volatile boolean hasWaiters;
  private long releases;
  private long wakeUps;
  private int wakeBatch;
  private int firstWoken;

  /**
   * Creates a pool that has the maximum number of tokens of a domain.
   *
   * @param domain domain whose tokens the pool holds
   * @param hardwareQueues number of hardware queues
   * @param stripes number of stripes
   * @param lock lock for this pool alone
   */
  TokenPool(Domain domain, int hardwareQueues, int stripes, ReentrantLock lock) {
    this.lock = lock;
    this.domain = domain;
    map = new TokenMap(domain.maxDepth, domain.wordShift, Math.max(hardwareQueues, stripes));
    waiting = new @Nullable HardwareQueue[hardwareQueues];
    wakeBatch = wakeBatchOf(domain.maxDepth);
  }

  private static int wakeBatchOf(int depth) {
    return Math.clamp(depth / 8, 1, MAX_BATCH);
  }

  /**
   * Takes a token for a hardware queue. If none is free, the hardware queue is marked as waiting
   * and is run after later releases. The caller must hold the lock of the hardware queue. The
   * search uses the hint whose stripe number is the index of the hardware queue, because the stripe
   * of the dispatching thread is not known.
   *
   * @return number of the token, or {@link TokenMap#NONE}
   */
  int take(HardwareQueue hctx) {
    int index = hctx.index();
    lock.lock();
    try {
      int token = map.take(index);
      if (token == TokenMap.NONE && waiting[index] == null) {
        waiting[index] = hctx;
        waiters++;
        hasWaiters = true;
        token = map.take(index);
      }
      if (token != TokenMap.NONE && waiting[index] != null) {
        waiting[index] = null;
        waiters--;
        hasWaiters = waiters != 0;
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Releases a token. Callable from any thread; takes the lock of the pool only while a hardware
   * queue waits.
   *
   * @param token number of the token
   * @param stripe stripe that submitted the request
   */
  void release(int token, int stripe) {
    map.release(token, stripe);
    if (hasWaiters) {
      countRelease();
    }
  }

  private void countRelease() {
    lock.lock();
    try {
      if (waiters == 0) {
        return;
      }
      releases++;
      if (releases - wakeUps < wakeBatch) {
        return;
      }
      wakeUps += wakeBatch;
      waiters = 0;
      hasWaiters = false;
      int count = waiting.length;
      int index = firstWoken;
      firstWoken = index + 1 == count ? 0 : index + 1;
      for (int i = 0; i < count; i++) {
        HardwareQueue hctx = waiting[index];
        if (hctx != null) {
          waiting[index] = null;
          hctx.run();
        }
        index = index + 1 == count ? 0 : index + 1;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Changes the number of tokens. Wakes no hardware queue, even if tokens become available.
   *
   * @return true if the number changed
   */
  boolean resize(int depth) {
    lock.lock();
    try {
      if (!map.resize(depth)) {
        return false;
      }
      wakeBatch = wakeBatchOf(depth);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the domain whose tokens this pool holds. */
  Domain domain() {
    return domain;
  }

  /** Returns the current number of tokens. */
  int depth() {
    return map.depth();
  }

  /** Returns the number of tokens that are taken and not released. */
  int busy() {
    lock.lock();
    try {
      return map.busy();
    } finally {
      lock.unlock();
    }
  }

  /** Returns true if a hardware queue waits for a token. */
  boolean isWaiting(int hardwareQueue) {
    lock.lock();
    try {
      return waiting[hardwareQueue] != null;
    } finally {
      lock.unlock();
    }
  }

  /** Writes the state of this pool. */
  void describe(StateWriter out) {
    lock.lock();
    try {
      out.number("depth", map.depth());
      out.number("busy", map.busy());
      out.number("released", map.released());
      out.number("tokens_per_word", map.tokensPerWord());
      out.number("words", map.words());
      out.number("wake_batch", wakeBatch);
      StringBuilder hints = new StringBuilder();
      for (int stripe = 0; stripe < map.hintCount(); stripe++) {
        hints.append(stripe == 0 ? "" : " ").append(map.hint(stripe));
      }
      out.text("hints", hints.toString());
    } finally {
      lock.unlock();
    }
  }
}
