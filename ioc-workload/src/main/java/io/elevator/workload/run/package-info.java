/** Execution of jobs: drives, bios and the state of each job, on top of the block layer's API. */
package io.elevator.workload.run;
