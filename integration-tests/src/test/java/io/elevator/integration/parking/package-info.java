/** Latency of a task beside another one that floods a queue with few tags, in virtual time. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.parking;
