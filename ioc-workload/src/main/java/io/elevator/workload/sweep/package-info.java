/** One job file at many points: elevators, tunables, drives and seeds, on simulated drives. */
package io.elevator.workload.sweep;
