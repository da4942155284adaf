/** Which block a job touches next: operations, offsets and sizes, reproducible from a seed. */
package io.elevator.workload.pattern;
