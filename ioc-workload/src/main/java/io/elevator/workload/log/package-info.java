/** The files that a job writes about its I/Os, as fio does. */
package io.elevator.workload.log;
