/**
 * Requests and bios as the core sees them, and the merging between them: rules and limits ({@link
 * io.elevator.core.request.MergeRules}), the merge hash, the request remembered for the next merge
 * and the elevator hooks ({@link io.elevator.core.request.ElevatorAttachment}). Independent of tags
 * and drives, so that the request queue, the replayer of vectors and benchmarks run the same code.
 */
package io.elevator.core.request;
