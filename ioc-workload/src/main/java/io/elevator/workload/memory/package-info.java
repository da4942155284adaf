/** Limits on the memory that jobs may request by their options. */
package io.elevator.workload.memory;
