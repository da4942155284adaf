/** Fairway on a simulated SSD: its shares, classes and latencies, in virtual time. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.fairway;
