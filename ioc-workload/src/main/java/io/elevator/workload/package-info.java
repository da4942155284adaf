/**
 * Workloads for applications: a {@link io.elevator.workload.Workload} is read from a job file of
 * fio or built from {@link io.elevator.workload.JobDefinition}s, {@link
 * io.elevator.workload.WorkloadRunner} runs it, and {@link io.elevator.workload.WorkloadResult}
 * contains the figures.
 */
package io.elevator.workload;
