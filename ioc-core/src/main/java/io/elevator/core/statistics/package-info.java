/**
 * Figures of queues: the disk statistics of {@code /proc/diskstats}, latency histograms, and the
 * trees they are shown as. Counting costs an addition on a cache line of the stripe's own; reading
 * stops nobody.
 */
package io.elevator.core.statistics;
