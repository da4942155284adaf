/** fio's job files: reading them, and the jobs that they describe. */
package io.elevator.workload.job;
