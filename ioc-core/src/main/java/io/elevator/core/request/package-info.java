/**
 * Requests and bios as the core keeps them, and the merge machinery between them: rules and limits
 * ({@link io.elevator.core.request.MergeRules}), hash by end sector, one-hit cache and elevator
 * hooks ({@link io.elevator.core.request.ElevatorAttachment}). Knows neither tags nor drives, so
 * that the request queue, the replayer of vectors and benchmarks run the same code.
 */
package io.elevator.core.request;
