/**
 * Conformance vectors: recordings of Linux's elevators at work, read ({@link
 * io.elevator.conformance.VectorReader}) and played to an elevator of ours ({@link
 * io.elevator.conformance.VectorReplayer}) in virtual time, through the attachment that a request
 * queue uses and with real tasks, contexts and icqs. The elevator conforms when every answer is the
 * recorded one.
 */
package io.elevator.conformance;
