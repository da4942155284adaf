/** Measurements of a run: latencies, rates and depths of each direction of a job. */
package io.elevator.workload.stats;
