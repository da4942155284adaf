/**
 * Conformance vectors: recordings of Linux's elevators. {@link
 * io.elevator.conformance.VectorReader} reads them, and {@link
 * io.elevator.conformance.VectorReplayer} replays them with an elevator of this library in virtual
 * time, through the attachment that a request queue uses and with real tasks, io contexts and icqs.
 * The elevator conforms if every answer equals the recorded answer.
 */
package io.elevator.conformance;
