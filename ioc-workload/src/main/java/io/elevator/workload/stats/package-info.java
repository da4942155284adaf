/** What a run measured: latencies, rates, depths, per direction of a job. */
package io.elevator.workload.stats;
