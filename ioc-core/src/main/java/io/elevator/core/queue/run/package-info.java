/**
 * Runs of hardware queues: one thread at a time takes requests from the dispatch list, the elevator
 * or the software queues and gives them to the driver.
 */
package io.elevator.core.queue.run;
