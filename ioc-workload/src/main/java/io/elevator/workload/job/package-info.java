/** fio's job files: their parsers, and the jobs that they describe. */
package io.elevator.workload.job;
