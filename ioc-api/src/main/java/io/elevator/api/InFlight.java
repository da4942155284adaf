package io.elevator.api;

/**
 * The numbers of requests that a driver has started and not completed. Immutable.
 *
 * @param reads number of reads
 * @param writes number of writes, discards and write-zeroes
 */
public record InFlight(long reads, long writes) {
  /** Returns the number of all requests in flight. */
  public long total() {
    return reads + writes;
  }
}
