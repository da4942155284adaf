/** Recorded traces: reading them line by line, and performing their I/Os again. */
package io.elevator.workload.replay;
