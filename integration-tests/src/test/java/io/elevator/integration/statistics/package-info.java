/** Compares the counters, the recordings and the attributes of a queue with each other. */
package io.elevator.integration.statistics;
