/** Running jobs: drives, bios and the state of each job, over the block layer's contracts. */
package io.elevator.workload.run;
