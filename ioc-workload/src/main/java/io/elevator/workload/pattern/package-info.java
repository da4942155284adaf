/** Sequence of a job's I/Os: operations, offsets and sizes, reproducible from a seed. */
package io.elevator.workload.pattern;
