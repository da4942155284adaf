/**
 * What BFQ measures and keeps in numbers: think time, seeks, I/O intensity, peak rate, budgets,
 * queueing inside the drive, service times with injection. Each class is a small estimator that
 * knows no queue and reads no clock.
 */
@NullMarked
package io.elevator.bfq.measure;

import org.jspecify.annotations.NullMarked;
