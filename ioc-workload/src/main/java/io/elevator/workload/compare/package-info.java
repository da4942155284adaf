/** Comparison of the same jobs under several elevators and drivers: the runs and their figures. */
package io.elevator.workload.compare;
