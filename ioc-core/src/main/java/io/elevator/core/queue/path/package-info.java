/** The path of a bio: submission, plugs, tags, runs, completion, requeue, time-outs. */
package io.elevator.core.queue.path;
