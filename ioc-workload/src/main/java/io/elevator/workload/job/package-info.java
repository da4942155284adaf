/** fio's job files: parsing them, and the jobs that they describe. */
package io.elevator.workload.job;
