/**
 * Workloads of an application: {@link io.elevator.workload.Workload} reads fio's job files or is
 * built from {@link io.elevator.workload.JobDefinition}s, {@link
 * io.elevator.workload.WorkloadRunner} runs it, {@link io.elevator.workload.WorkloadResult} holds
 * the figures.
 */
package io.elevator.workload;
