/** Kyber on a request queue: its tokens, limits and targets, in virtual time. */
@org.jspecify.annotations.NullMarked
package io.elevator.integration.kyber;
