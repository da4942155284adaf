package io.elevator.devices.rig;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.FakeDriverQueue;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.util.SplittableRandom;

/**
 * A load that submits I/Os of one kind in virtual time, with a constant number in flight, and
 * measures their rate and latencies.
 */
public final class SteadyLoad {
  private final DriverBench rig;
  private final Operation operation;
  private final int bytes;
  private final boolean isRandom;
  private final SplittableRandom random;
  private final long blocks;
  private long cursor;
  private long toSubmit;
  private long ended;
  private long latencySum;
  private long latencyMost;
  private int nextQueue;

  /** Creates a load on the whole drive. */
  public SteadyLoad(DriverBench rig, Operation operation, int bytes, boolean isRandom, long seed) {
    this.rig = rig;
    this.operation = operation;
    this.bytes = bytes;
    this.isRandom = isRandom;
    random = new SplittableRandom(seed);
    blocks = (rig.driver().shape().capacitySectors() << 9) / bytes;
  }

  /**
   * Runs a number of I/Os.
   *
   * @param depth number of I/Os in flight
   * @param ios number of I/Os
   * @return rate, in I/Os per second of virtual time
   */
  public double run(int depth, long ios) {
    toSubmit = ios;
    ended = 0;
    latencySum = 0;
    latencyMost = 0;
    long start = rig.clock().now();
    for (int i = 0; i < depth && toSubmit > 0; i++) {
      submit();
    }
    while (ended < ios) {
      if (!rig.clock().step()) {
        throw new IllegalStateException("only " + ended + " of " + ios + " ended");
      }
    }
    return ios * 1e9 / (rig.clock().now() - start);
  }

  /** Returns the mean latency of the last run, in nanoseconds. */
  public double meanLatency() {
    return (double) latencySum / ended;
  }

  /** Returns the longest latency of the last run, in nanoseconds. */
  public long worstLatency() {
    return latencyMost;
  }

  private void submit() {
    toSubmit--;
    long block = isRandom ? random.nextLong(blocks) : cursor++ % blocks;
    int queues = rig.driver().shape().hardwareQueues();
    FakeDriverQueue queue = rig.queue(nextQueue++ % queues);
    rig.submitBare(queue, operation.code(), (block * bytes) >> 9, bytes, this::ended);
  }

  private void ended(FakeDriverRequest rq) {
    ended++;
    long latency = rig.clock().now() - rq.issuedAt();
    latencySum += latency;
    latencyMost = Math.max(latencyMost, latency);
    if (toSubmit > 0) {
      submit();
    }
  }
}
