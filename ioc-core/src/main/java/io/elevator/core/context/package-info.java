/**
 * Tasks, I/O contexts, icqs and groups: who submits I/O, and what an elevator keeps about each of
 * them on each queue.
 *
 * <p>Lock order: queue lock, context lock, elevator's own lock; the task lock is a leaf that is
 * never taken inside any of them.
 */
@NullMarked
package io.elevator.core.context;

import org.jspecify.annotations.NullMarked;
