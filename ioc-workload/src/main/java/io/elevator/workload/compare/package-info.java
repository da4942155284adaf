/** The same work under several elevators and drivers, side by side: running it and its figures. */
package io.elevator.workload.compare;
