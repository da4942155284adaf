/** Recorded traces: reading them line by line, and doing their I/Os again. */
package io.elevator.workload.replay;
