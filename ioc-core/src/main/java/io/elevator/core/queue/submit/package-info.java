/**
 * The path of a bio from its submitter into a request, and of the request into the elevator, a
 * software queue or straight to the driver. A bio that finds no tag, or a frozen queue, is parked.
 */
package io.elevator.core.queue.submit;
