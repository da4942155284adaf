/** A run from the job file to its figures, used by code that prints, compares or repeats runs. */
package io.elevator.workload.session;
