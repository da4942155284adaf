/**
 * Estimators of BFQ: think time, seeks, I/O intensity, peak rate, budgets, queueing inside the
 * drive, and service times with injection. Each class is small, does not depend on queues, and gets
 * the time from its caller.
 */
@NullMarked
package io.elevator.bfq.measure;

import org.jspecify.annotations.NullMarked;
