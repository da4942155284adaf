/** A run from the job file to its figures, for whoever wants to print, compare or repeat it. */
package io.elevator.workload.session;
