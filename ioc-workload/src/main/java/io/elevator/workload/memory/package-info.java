/** Limits on the memory that jobs may ask for. */
package io.elevator.workload.memory;
