/**
 * The request queue around an elevator. {@link io.elevator.core.queue.BlockQueue} is the queue that
 * applications hold; {@link io.elevator.core.queue.QueueAssembly} builds its parts, which are in
 * the packages below, one for each path. A bio that has to wait is parked, and the thread that
 * frees the resource resumes it; only the wrappers that say so block a thread.
 *
 * <p>The way of a bio:
 *
 * <ol>
 *   <li>{@link io.elevator.core.queue.submit.Submitter} checks the bio, admits it, splits it, tries
 *       to merge it, takes a tag, or parks it.
 *   <li>{@link io.elevator.core.queue.submit.Inserter} gives its request to the elevator, through
 *       {@link io.elevator.core.queue.callouts.ElevatorCalls}, and requests a run.
 *   <li>When the thread leaves ({@link io.elevator.core.queue.state.Activation#close}), {@link
 *       io.elevator.core.queue.run.HardwareQueueRuns} and {@link
 *       io.elevator.core.queue.run.Dispatcher} take the request from the elevator and give it to
 *       the driver, through {@link io.elevator.core.queue.callouts.DriverCalls}.
 *   <li>The driver reports the end to {@link io.elevator.core.queue.complete.DriverHardwareQueue},
 *       and {@link io.elevator.core.queue.complete.Completer} ends the request and its bios.
 *   <li>When the completing thread leaves, it calls the callbacks of the bios.
 * </ol>
 */
package io.elevator.core.queue;
