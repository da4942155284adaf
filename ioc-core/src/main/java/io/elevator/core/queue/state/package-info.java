/**
 * State that all paths of a request queue share: requests and their pools, hardware queues with
 * their software queues and tags, the entries of threads into the queue, the usage counter, marks
 * and limits, listeners. This package refers to no path: a request or a hardware queue reaches the
 * paths through the interfaces {@link io.elevator.core.queue.state.QueueOfRequests} and {@link
 * io.elevator.core.queue.state.Runs}.
 */
package io.elevator.core.queue.state;
