/**
 * Tasks, I/O contexts, icqs and groups: the identities that submit I/O, and the records that an
 * elevator has for each io context on each queue.
 *
 * <p>Lock order, outermost first: queue lock, context lock, elevator's own lock. The task lock is
 * never held together with one of them.
 */
@NullMarked
package io.elevator.core.context;

import org.jspecify.annotations.NullMarked;
