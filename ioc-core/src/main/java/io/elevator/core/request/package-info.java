/**
 * Requests and bios as core's types, and the merging between them: rules and limits ({@link
 * io.elevator.core.request.MergeRules}), hash by end, one-hit cache and elevator hooks ({@link
 * io.elevator.core.request.ElevatorAttachment}). Independent of tags and drives, so that the
 * request queue, the replayer of vectors and benchmarks run the same code.
 */
package io.elevator.core.request;
