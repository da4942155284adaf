package io.elevator.api;

/**
 * Numbers of requests that a driver has started and not completed.
 *
 * @param reads number of reads
 * @param writes number of writes, discards and write-zeroes included
 */
public record InFlight(long reads, long writes) {
  /** Returns the number of reads and writes. */
  public long total() {
    return reads + writes;
  }
}
