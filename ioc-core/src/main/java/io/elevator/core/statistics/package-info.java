/**
 * Figures of queues: the disk statistics of {@code /proc/diskstats}, latency histograms, and the
 * trees that present them. Counting costs one addition on a cache line of the stripe; reading stops
 * no thread.
 */
package io.elevator.core.statistics;
