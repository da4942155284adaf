/** Log files about the I/Os of a job, in fio's formats. */
package io.elevator.workload.log;
