package io.elevator.kyber;

import io.elevator.spi.HardwareQueue;
import io.elevator.spi.StateWriter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one domain, shared by all hardware queues, and the hardware queues that wait for
 * one. While any waits, releases are counted, and every batch of them wakes all that wait, which
 * then have to ask again. With one hardware queue that is Linux 6.1's behaviour exactly; with
 * several, Linux wakes as many as the batch in rotation, and here all are run, beginning with
 * another each time: none is left asleep beside a free token, and a needless run costs little.
 *
 * <p>One lock for each domain guards the taken bits, the waiting hardware queues and the counts. It
 * is taken to take a token (dispatchers of one hardware queue hold that one's lock already, so they
 * do not meet here), to resize, and, only while somebody waits, to count a release. Atomics
 * throughout were the alternative: but then one dispatcher can have fetched the released bits of a
 * word and not yet cleared them while another finds the word full, gives up and sleeps although
 * tokens are free, the known defect of the lock-free map. A plain release takes no lock.
 *
 * <p>No wake-up is lost: a releaser sets its bit and then reads {@code anybodyWaits}; a dispatcher
 * that found nothing sets {@code anybodyWaits} and then looks for bits once more. Both are
 * sequentially consistent, so the releaser sees the waiter or the waiter sees the bit. And no
 * waiter is forgotten: being refused means that all tokens below the depth are out, so at least
 * that many releases follow, and the batch is at most an eighth of it (or 1).
 */
final class TokenPool {
  private static final int MOST_BATCH = 8;

  private final Domain domain;
  private final ReentrantLock lock;
  private final TokenMap map;
  private final @Nullable HardwareQueue[] waiting;
  private int waiters;
  private volatile boolean anybodyWaits;
  private long releases;
  private long wakeUps;
  private int wakeBatch;
  private int firstWoken;

  /**
   * Makes a pool with all tokens of the domain.
   *
   * @param hardwareQueues number of hardware queues
   * @param stripes number of stripes
   * @param lock the pool's own
   */
  TokenPool(Domain domain, int hardwareQueues, int stripes, ReentrantLock lock) {
    this.lock = lock;
    this.domain = domain;
    map = new TokenMap(domain.maxDepth, domain.wordShift, Math.max(hardwareQueues, stripes));
    waiting = new @Nullable HardwareQueue[hardwareQueues];
    wakeBatch = wakeBatchOf(domain.maxDepth);
  }

  private static int wakeBatchOf(int depth) {
    return Math.clamp(depth / 8, 1, MOST_BATCH);
  }

  /**
   * Takes a token for a hardware queue, under that one's lock; if there is none, it waits from now
   * on and will be run. The hint used is that of the stripe with the hardware queue's number, as no
   * other tells where the dispatch runs.
   *
   * @return the token, or {@link TokenMap#NONE}
   */
  int take(HardwareQueue hctx) {
    int index = hctx.index();
    lock.lock();
    try {
      int token = map.take(index);
      if (token == TokenMap.NONE && waiting[index] == null) {
        waiting[index] = hctx;
        waiters++;
        anybodyWaits = true;
        token = map.take(index);
      }
      if (token != TokenMap.NONE && waiting[index] != null) {
        waiting[index] = null;
        waiters--;
        anybodyWaits = waiters != 0;
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  /** Releases a token on behalf of the stripe that submitted the request; any thread, no lock. */
  void release(int token, int stripe) {
    map.release(token, stripe);
    if (anybodyWaits) {
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
      anybodyWaits = false;
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
   * Changes the number of tokens; wakes nobody.
   *
   * @return whether it differed
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

  /** Returns the domain. */
  Domain domain() {
    return domain;
  }

  /** Returns the number of tokens now. */
  int depth() {
    return map.depth();
  }

  /** Returns the tokens that are out. */
  int busy() {
    lock.lock();
    try {
      return map.busy();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a hardware queue waits for a token. */
  boolean isWaiting(int hardwareQueue) {
    lock.lock();
    try {
      return waiting[hardwareQueue] != null;
    } finally {
      lock.unlock();
    }
  }

  /** Writes its figures. */
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
