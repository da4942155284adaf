/**
 * The request queue around an elevator. {@link io.elevator.core.queue.BlockQueue} is the queue that
 * applications hold; {@link io.elevator.core.queue.QueueAssembly} builds its parts, which are in
 * the packages below, one for each path. A bio that has to wait is parked, and the thread that
 * frees the resource resumes it; only the wrappers that say so block a thread.
 */
package io.elevator.core.queue;
