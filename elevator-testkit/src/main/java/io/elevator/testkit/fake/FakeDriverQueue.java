package io.elevator.testkit.fake;

import io.elevator.api.BioStatus;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hardware queue as a driver uses it, without a block layer: it has one request for each tag and
 * ends requests. Thread-safe; its monitor guards the tags.
 */
public final class FakeDriverQueue extends DriverQueue {
  private final int index;
  private final DriverFile device;
  private final FakeDriverRequest[] requests;
  private final ArrayDeque<FakeDriverRequest> free = new ArrayDeque<>();
  private int stale;
  private int runs;
  private int requeues;
  private int batches;
  private int failures;

  FakeDriverQueue(int index, int depth, BlockDriver driver) {
    this.index = index;
    device = new DriverFile(driver, "device", 0, Long.MAX_VALUE >> 1);
    requests = new FakeDriverRequest[depth];
    for (int tag = 0; tag < depth; tag++) {
      requests[tag] = new FakeDriverRequest(this, tag, driver.newRequestData());
      free.add(requests[tag]);
    }
  }

  /** Returns the handle of the drive's one device. */
  DriverFile device() {
    return device;
  }

  /** Takes a free request, or null. */
  public synchronized @Nullable FakeDriverRequest take() {
    return free.poll();
  }

  /** Frees a request that was not started. */
  public synchronized void putBack(FakeDriverRequest rq) {
    free.addFirst(rq);
    notifyAll();
  }

  /** Returns the number of requests that are taken. */
  public synchronized int taken() {
    return requests.length - free.size();
  }

  /** Returns the number of completions and requeues whose cookie named no started request. */
  public synchronized int stale() {
    return stale;
  }

  /** Returns the number of runs that the driver asked for. */
  public synchronized int runs() {
    return runs;
  }

  /** Returns the number of requests that the driver gave back. */
  public synchronized int requeues() {
    return requeues;
  }

  /**
   * Makes the next completions throw an {@link OutOfMemoryError} before they end any request.
   *
   * @param count number of completions
   */
  public synchronized void failNext(int count) {
    failures = count;
  }

  private synchronized void failIfAsked() {
    if (failures > 0) {
      failures--;
      throw new OutOfMemoryError("no memory to complete a request, says the test");
    }
  }

  /** Returns the number of batches of completions that the driver delivered. */
  public synchronized int batches() {
    return batches;
  }

  /** Waits until all requests are free; for drivers with threads. */
  public synchronized void awaitIdle() throws InterruptedException {
    while (free.size() < requests.length) {
      wait();
    }
  }

  /** Waits until a request is free; for drivers with threads. */
  public synchronized void awaitFree() throws InterruptedException {
    while (free.isEmpty()) {
      wait();
    }
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public synchronized void run() {
    runs++;
  }

  @Override
  public synchronized void runAfter(long nanos) {
    runs++;
  }

  @Override
  public void complete(long cookie, BioStatus status, int errno, @Nullable Throwable cause) {
    Consumer<FakeDriverRequest> callback;
    FakeDriverRequest rq;
    failIfAsked();
    synchronized (this) {
      rq = started(cookie);
      if (rq == null) {
        stale++;
        return;
      }
      rq.end(status, errno, cause);
      callback = rq.onEnd;
    }
    // The tag is freed after the callback, so that the callback may read the request.
    if (callback != null) {
      callback.accept(rq);
    }
    synchronized (this) {
      free.addLast(rq);
      notifyAll();
    }
  }

  @Override
  public void complete(Completions batch) {
    synchronized (this) {
      batches++;
    }
    for (int i = 0; i < batch.size(); i++) {
      complete(batch.cookie(i), batch.status(i), batch.errno(i), batch.cause(i));
    }
  }

  @Override
  public synchronized void requeue(long cookie, boolean kick) {
    FakeDriverRequest rq = started(cookie);
    if (rq == null) {
      stale++;
      return;
    }
    requeues++;
    rq.putBack();
    free.addFirst(rq);
    notifyAll();
  }

  @Override
  public void requeuePrepared(long cookie, boolean kick) {
    throw new UnsupportedOperationException("the rig takes no prepared requests back");
  }

  @Override
  public void completePart(
      long cookie, long bytes, BioStatus status, int errno, @Nullable Throwable cause) {
    throw new UnsupportedOperationException("the rig ends whole requests only");
  }

  @Override
  public void completeShort(long cookie, long transferred) {
    throw new UnsupportedOperationException("the drives of the rig move whole requests");
  }

  @Override
  public void expire(long cookie) {
    throw new UnsupportedOperationException("the rig has no timeouts");
  }

  @Override
  public void kickRequeue() {}

  @Override
  public synchronized @Nullable FakeDriverRequest started(long cookie) {
    int tag = (int) cookie & 0xffff;
    DriverRequest any = requests[tag];
    FakeDriverRequest rq = (FakeDriverRequest) any;
    return rq.inFlight() && rq.cookie() == cookie ? rq : null;
  }
}
